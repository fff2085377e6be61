"""The words of letters: text with named fields in single braces. It runs no code: `{{7*7}}` stays as it is.

An empty field takes the blank before it and the letters hung onto it along ("Dear {call}," becomes "Dear,"; "{call}님,
안녕하세요" becomes "안녕하세요"), and a line of which nothing but a label is left goes.
"""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from tracker.errors import Refusal
from tracker.words import Lazy, lazy

# What organizers may write between braces, and what it stands for.
FIELDS: dict[str, Lazy] = {
    "call": lazy("The name to be called by; left out when there is none"),
    "film": lazy("The title of the film"),
    "where": lazy("Venue and city, or “at home”"),
    "when": lazy("Day and time of the film screening"),
    "day": lazy("Day of the film screening"),
    "organisation": lazy("The name of your organisation"),
    "next": lazy("The button of the next step, as they ticked it; it also says that the address is theirs"),
    "step": lazy("What that button says, such as “Ask for a date for a film screening”"),
    "watched": lazy("A link that asks where they watched; left out once that is known"),
    "me": lazy("A link to what we hold about them, their language, erasing"),
    "stop": lazy("A link that stops everything"),
    "confirm": lazy("A link that says: this address is mine"),
    "host": lazy("The address to ask for hosting"),
    "not_me": lazy("A link that says: this wasn’t me, forget this address"),
    "done": lazy("A link that says: done"),
    "not_yet": lazy("A link that says: not yet"),
    "not_for_me": lazy("A link that says: not for me"),
    "page": lazy("In letters to hosts: the link to their page. Left out of all others"),
    "story": lazy(
        "A story, as it stands when the letter leaves, in a paragraph of its own. While there is none, the whole paragraph is left out"
    ),
}
# The only fields that become links, and what the link says where it need not show its address.
LINKS: dict[str, Lazy] = {
    "next": lazy("To your next step"),
    "watched": lazy("Say where it was"),
    "me": lazy("Open your page"),
    "stop": lazy("Stop all letters and calls"),
    "confirm": lazy("Yes, this address is mine"),
    "host": lazy("Host a film screening"),
    "not_me": lazy("This wasn’t me: forget this address"),
    "done": lazy("Yes, done"),
    "not_yet": lazy("Not yet"),
    "not_for_me": lazy("Not for me"),
    "page": lazy("Open your page"),
}
MOST_SUBJECT, MOST_TEXT = 150, 10_000

_PARAGRAPHS = re.compile(r"\n{2,}")
_FIELD = re.compile(r"(?<!\{)\{(?P<field>[^\W\d]\w*)\}(?!\})")
# In HTML: these become buttons. What stands before one on a line of its own ("Yes, done: {done}") is what it says.
BUTTONS = ("next", "done", "not_yet", "not_for_me", "page")
_LABELLED = re.compile(rf"^(?P<says>[^{{}}\n]+?)[:：][ \t]*\{{(?P<button>{'|'.join(BUTTONS)})\}}[ \t]*$", re.MULTILINE)
# This one is a button when it stands alone on its line.
_ALONE = re.compile(r"^[ \t]*\{(?P<alone>confirm)\}[ \t]*$", re.MULTILINE)
_FIELD_OR_BUTTON = re.compile(f"{_LABELLED.pattern}|{_ALONE.pattern}|{_FIELD.pattern}", re.MULTILINE)
# The ways to say "this address is mine": one letter offers one.
CONFIRMS = ("next", "confirm")
# A last paragraph with one of these is the small print of a letter.
FOOT = ("stop", "not_me", "me")
# Where another one stood: always empty.
_AGAIN = "next_again"
# Where an empty field stood. Private to Unicode, and taken out of everything that comes in.
_GAP = "\ue000"
# The field of a story, which may name one by its id ("story_7kq2…"); and the mark that a letter has in its place until it leaves.
STORY, SLOT = "story", "\ue001"
_UNWANTED = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f{_GAP}{SLOT}]")


class FieldUnknown(Refusal):
    sentence = lazy("There is no field {%(name)s}. These exist: %(known)s.")
    field = "text"


class StoryNotAlone(Refusal):
    sentence = lazy(
        "A letter tells one story, in a paragraph with no other field: without the story the whole paragraph is left out."
    )
    field = "text"


def check(text: str) -> None:
    """Refuse words with a field that does not exist, or of which more than a story would go with it.

    Raises FieldUnknown and StoryNotAlone.
    """
    for name in names(text):
        if not _is_known(name):
            raise FieldUnknown(name=name[:40], known=" ".join(f"{{{known}}}" for known in FIELDS))
    told = [found for each in _PARAGRAPHS.split(clean(text)) if any(map(_is_story, found := names(each)))]
    if len(told) > 1 or any(len(found) > 1 for found in told):
        raise StoryNotAlone


def names(text: str) -> list[str]:
    """Every field in a text, there or not."""
    return _FIELD.findall(text)


def uses(text: str, name: str) -> bool:
    """Whether a field occurs."""
    return name in names(text)


def with_one_confirm(text: str) -> str:
    """Of several ways to say "this address is mine", the first stays."""
    found = [each.span() for each in _FIELD.finditer(text) if each["field"] in CONFIRMS]
    for start, end in reversed(found[1:]):
        text = f"{text[:start]}{{{_AGAIN}}}{text[end:]}"
    return text


def story_named(text: str) -> str | None:
    """The id that the first field of a story names, "" when it leaves that open. None: there is no such field."""
    name = next((name for name in _FIELD.findall(text) if _is_story(name)), None)
    return None if name is None else name.removeprefix(STORY).removeprefix("_")


def with_story(text: str, there: bool) -> str:
    """The field of a story by its plain name; without a story, without the paragraph in which it stands."""
    kept = []
    for paragraph in _PARAGRAPHS.split(text):
        names = [name for name in _FIELD.findall(paragraph) if _is_story(name)]
        if there or not names:
            kept.append(_FIELD.sub(lambda found: f"{{{STORY}}}" if _is_story(found["field"]) else found[0], paragraph))
    return "\n\n".join(kept)


def as_line(text: str, values: Mapping[str, str]) -> str:
    """Filled, on one line: for a subject, where no link leads anywhere, and no story is told."""
    told = {name: value for name, value in values.items() if name not in LINKS and name != STORY}
    return " ".join(as_text(text, told).split())[:MOST_SUBJECT]


def as_text(text: str, values: Mapping[str, str]) -> str:
    """Filled, as plain text. Fields inside a value stay text."""

    def shown(found: re.Match[str]) -> str:
        name = _name(found)
        if not _is_known(name):
            return _GAP if name == _AGAIN else found[0]
        value, says = _held(name, values) or _GAP, found["says"] or ""
        if name == "next" and not says and value != _GAP:
            says = _step(values)
        return f"{says}: {value}" if says else value

    return _tidied(_FIELD_OR_BUTTON.sub(shown, clean(text)))


def as_html(text: str, values: Mapping[str, str]) -> Markup:
    """Filled, as paragraphs. Everything is escaped; only the fields in LINKS become links."""

    def link(name: str, says: str, button: bool) -> str:
        value = _held(name, values)
        if name in LINKS and value.startswith(("https://", "http://")):
            press = f' class="press{" act" if name in CONFIRMS else ""}"' if button else ""
            # What stands before the field was escaped with the whole text.
            own = says or escape(_step(values) if name == "next" else str(LINKS[name]))
            return f'<a{press} href="{escape(value)}">{own}</a>'
        return (f"{says}: " if says else "") + (str(escape(value)) if value else _GAP)

    def shown(found: re.Match[str]) -> str:
        name = _name(found)
        if not _is_known(name):
            return _GAP if name == _AGAIN else found[0]
        return link(name, found["says"] or "", bool(found["alone"]) or name in BUTTONS)

    # Braces pass through escape() unchanged, so the fields are still there to be found.
    filled = _tidied(_FIELD_OR_BUTTON.sub(shown, str(escape(clean(text)))))
    paragraphs = [part.replace("\n", "<br>\n") for part in _PARAGRAPHS.split(filled) if part.strip()]
    marks = [""] * len(paragraphs)
    if len(marks) > 1 and any(f'href="{escape(_held(name, values))}"' in paragraphs[-1] for name in FOOT):
        marks[-1] = ' class="foot"'
    told = (f"<p{mark}>{part}</p>" for mark, part in zip(marks, paragraphs, strict=True))
    return Markup("\n".join(told))  # noqa: S704 (all of it was escaped above)


def _is_known(name: str) -> bool:
    return name in FIELDS or _is_story(name)


def _is_story(name: str) -> bool:
    return name == STORY or name.startswith(f"{STORY}_")


def _name(found: re.Match[str]) -> str:
    return str(found["button"] or found["alone"] or found["field"])


def _step(values: Mapping[str, str]) -> str:
    """What the button of the next step says."""
    return _held("step", values) or str(LINKS["next"])


def _held(name: str, values: Mapping[str, str]) -> str:
    """What a field stands for, on one line."""
    said = values.get(name, "")
    return said if name == STORY and said == SLOT else " ".join(clean(said).split())


def clean(text: str) -> str:
    """One kind of line end; no control characters; nobody else's gap or slot."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _tidied(text: str) -> str:
    return "\n".join(line for line in map(_line, text.split("\n")) if line is not None).strip("\n")


def _line(line: str) -> str | None:
    """A line without its gaps; None when nothing but a label is left of it."""
    if _GAP not in line:
        return line.rstrip()
    label = re.search(rf":\s*{_GAP}\s*$", line) is not None
    line = re.sub(rf"[ \t]*{_GAP}(?:(?!https?:)\w)*", _GAP, line)
    line = re.sub(rf"[ \t]*\({_GAP}\)", "", line)  # "상영회({where})에서" -> "상영회에서"
    line = re.sub(rf"^{_GAP}[,.:;!、]*\s*", "", line)
    line = re.sub(rf"[,:;、]?{_GAP}(?=[.,!?])", "", line)  # "안녕하세요, {call}님." -> "안녕하세요."
    line = line.replace(_GAP, "").strip()
    # What leads somewhere stays, whatever stands around it.
    return None if not line or (label and line.endswith(":") and "://" not in line) else line
