"""One story: how each language reads on the thanks page and in a letter, who did what with it, and taking it out of everything."""

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.appeals import story_review, story_shown, story_writing
from tracker.appeals.story import DRAFT, Story, StoryText
from tracker.appeals.story_shown import Told
from tracker.errors import Refusal
from tracker.keeping.clocks import BY_KIND
from tracker.records import dataclass
from tracker.team import colleagues
from tracker.team.account import Account
from tracker.usecases import withdraw_story
from tracker.usecases.look_at_consent import look_at_consent
from tracker.web.desk import desk_clock
from tracker.web.desk.story_looks import in_letter, mine, picture_at, place_words
from tracker.web.frame.access import COORDINATING, ORGANIZING, for_roles, me, shows_contacts
from tracker.words import LANGUAGES, Lazy, _, lazy

bp = for_roles(*ORGANIZING)(Blueprint("story", __name__, url_prefix="/stories"))

KINDS: dict[str, Lazy] = {
    "words": lazy("wrote the words"), "picture": lazy("changed the picture"), "consent": lazy("wrote whose consent it rests on"),
    "place": lazy("changed where it is shown"), "withdrawn": lazy("withdrew it"), "taken up": lazy("took it up again"),
    "restored": lazy("needs another look, since the house was restored from a backup"), "emptied": lazy("erased what stood in it"),
}  # fmt: skip
VERDICTS: dict[str, Lazy] = {
    "passed": lazy("reviewed it and published it"),
    "refused": lazy("reviewed it and sent it back"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """One language, as the page shows it. `told` None: nothing is held, or it stays sealed. `why_not`: I may not review it."""

    text: StoryText
    told: Told | None
    letter: list[str]
    back: str | None
    why_not: str
    others: list[Account]


class Deed(NamedTuple):
    """One thing that was done with it. `who` None: by the house itself; `language` None: with all of it."""

    at: datetime
    who: str | None
    what: Lazy
    language: str | None


@bp.get("/<story_id>")
def show(story_id: str) -> str:
    """Raises NotThere."""
    row = mine(story_id)
    texts = story_writing.texts_of(story_id)
    versions = {code: _version(row, texts[code]) for code in LANGUAGES if code in texts}
    history = _history(story_id)
    title = next((each.told.title for each in versions.values() if each.told), _("A story"))
    return render_template(
        "desk/story.html", row=row, versions=versions, languages=LANGUAGES, history=history, title=title,
        withdrawn=any(each.text.state == "withdrawn" for each in versions.values()),
        held=any(each.told for each in versions.values()), place=place_words(row), days=BY_KIND["stories"].span.days,
        names=colleagues.names_of([deed.who for deed in history]), when=desk_clock.when, at=picture_at(story_id),
        checklist=story_review.CHECKLIST, page=f"{current_app.config['BASE_URL']}/stories/{story_id}",
        coordinates=me().role in COORDINATING,
    )  # fmt: skip


@bp.get("/<story_id>/picture/<size>")
def picture(story_id: str, size: str) -> Response:
    """As it stands, for the desk alone."""
    mine(story_id)
    jpeg = story_shown.draft_picture(story_id, size)
    if jpeg is None:
        abort(404)
    return Response(jpeg, content_type="image/jpeg")


@bp.get("/<story_id>/consent")
@shows_contacts
@for_roles(*COORDINATING)
@shows_contacts
def consent(story_id: str) -> str:
    """Whose consent it rests on. Each look is traced."""
    mine(story_id)
    said = look_at_consent(story_id, me().id)
    return render_template("desk/story_consent.html", story_id=story_id, said=said)


@bp.post("/<story_id>/withdraw")
def withdraw(story_id: str) -> ResponseReturnValue:
    """Out of everything at once."""
    mine(story_id)
    withdraw_story.withdraw(story_id, me().id)
    flash(_("Withdrawn. No page shows it any more, and no letter that leaves from now on tells it."))
    return _back(story_id)


@bp.post("/<story_id>/take-up")
def take_up(story_id: str) -> ResponseReturnValue:
    """A draft again."""
    mine(story_id)
    withdraw_story.take_up(story_id, me().id)
    flash(_("A draft again. Each language needs a review before anybody outside sees it."))
    return _back(story_id)


@bp.post("/<story_id>/erase")
@for_roles(*COORDINATING)
def erase(story_id: str) -> ResponseReturnValue:
    """What stands in it goes; that somebody reviewed it stays."""
    mine(story_id)
    withdraw_story.empty(story_id, me().id)
    flash(_("Erased: words, picture, consent and remarks."))
    return _back(story_id)


def _version(row: Story, text: StoryText) -> Version:
    told, back, why_not = story_shown.draft(text), None, ""
    last = story_review.review_of(text)
    if text.state == DRAFT and last is not None:
        back = last.remark or _("The remark is no longer held.")
    try:
        story_review.check(text, me().id)
    except Refusal as refusal:
        why_not = str(refusal)
    others = story_review.second_persons(row, text) if text.state == DRAFT else []
    return Version(text, told, in_letter(told) if told else [], back, why_not, others)


def _history(story_id: str) -> list[Deed]:
    """The latest first."""
    changes = [
        Deed(each.at, each.account_id, KINDS[each.kind], each.language) for each in story_review.changes_of(story_id)
    ]
    reviews = [
        Deed(each.at, each.account_id, VERDICTS[each.verdict], each.language)
        for each in story_review.reviews_of(story_id)
    ]
    return sorted([*changes, *reviews], key=lambda deed: deed.at, reverse=True)


def _back(story_id: str) -> ResponseReturnValue:
    return redirect(url_for("desk.story.show", story_id=story_id), 303)
