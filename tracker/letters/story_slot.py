"""The place of a story in a letter. What is written names the story; its words are put in at the last look, as it stands then.

So nothing that was withdrawn or changed leaves in a letter that waited, however long: without it the letter goes without
that paragraph. No picture stands in a letter, for it would be fetched from our address, and tell that somebody reads.
"""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from tracker.appeals import story_shown
from tracker.appeals.story_shown import Told
from tracker.letters.letter import StoryAt, Words
from tracker.mail import words as fields
from tracker.words import _, speaking

# Values that are no fields: nobody can write them into a letter.
CAMPAIGN, PAGES = "story campaign", "story pages"
_PARAGRAPH = re.compile(r"(?P<open><p\b[^>]*>)(?P<said>(?:(?!</p>).)*)</p>\n?", re.DOTALL)


def sources(campaign_id: str, base_url: str) -> dict[str, str]:
    """What place() has to know besides the words."""
    return {CAMPAIGN: campaign_id, PAGES: f"{base_url}/stories"}


def place(text: str, language: str, values: Mapping[str, str]) -> tuple[str, StoryAt | None]:
    """The words, and which story stands in them: the one that they name, else the one that thanks pages show. None: none."""
    named = fields.story_named(text)
    if named is None:
        return text, None
    story_id = named or story_shown.chosen(values.get(CAMPAIGN, ""), language)
    text = fields.with_story(text, there=bool(story_id))
    if not story_id:
        return text, None
    return text, StoryAt(id=story_id, page=f"{values.get(PAGES, '')}/{story_id}?lang={language}")


def put_in(words: Words, language: str, hold: bool = False, gone: str = "") -> Words:
    """The letter with its story as it is published now; without it, without the paragraph. `gone`: what stands there then.

    `hold`: inside a transaction, so that whoever withdraws it is waited for.
    """
    at = words.get("story")
    if at is None:
        return words
    told = story_shown.told(at["id"], language, hold)
    with speaking(language):
        text = "\n\n".join(paragraphs(told, at["page"])) if told else gone
        html = _marked_up(told, at["page"]) if told else [escape(gone)] if gone else []
    said = words.copy()
    del said["story"]
    said["text"] = "\n\n".join(_in_text(words["text"].split("\n\n"), text))
    said["html"] = _PARAGRAPH.sub(lambda found: _in_html(found, html), words["html"])
    return said


def _in_text(paragraphs: list[str], story: str) -> list[str]:
    return [each.replace(fields.SLOT, story) for each in paragraphs if story or fields.SLOT not in each]


def _in_html(found: re.Match[str], story: list[Markup]) -> str:
    """Each paragraph of a story is one of the letter, with the styles that are written into it."""
    if fields.SLOT not in found["said"]:
        return found[0]
    if not story:
        return ""
    between = Markup("</p>\n") + Markup(found["open"])  # noqa: S704 (of a page that was escaped when it was made)
    return found[0].replace(fields.SLOT, str(between.join(story)))


def paragraphs(told: Told, page: str) -> list[str]:
    """A story as a letter tells it in plain text, in the language in force; `page`: the address of its page."""
    last = [part for part in (told.credit, f"{_leads(told)}: {page}") if part]
    return [told.title, *told.paragraphs, "\n".join(last)]


def _marked_up(told: Told, page: str) -> list[Markup]:
    line_end = Markup("<br>\n")
    credit = escape(told.credit) + line_end if told.credit else Markup()
    link = Markup('<a href="{}">{}</a>').format(page, _leads(told))
    return [
        Markup("<b>{}</b>").format(told.title),
        *(line_end.join(escape(line) for line in part.split("\n")) for part in told.paragraphs),
        credit + link,
    ]


def _leads(told: Told) -> str:
    return _("This story with its picture") if told.picture else _("This story on a page of its own")
