"""The safety review: a second person looks at one version in one language, by a list, and publishes it or sends it back."""

from collections.abc import Collection

from sqlalchemy import or_, select

from tracker import clock
from tracker.appeals.story import DRAFT, PUBLISHED, Story, StoryText
from tracker.appeals.story_log import PASSED, REFUSED, TOUCHES, StoryChange, StoryReview
from tracker.appeals.story_writing import ChangedMeanwhile, locked, texts_of
from tracker.errors import NotThere, Refusal
from tracker.records import dataclass
from tracker.screenings import who_works
from tracker.store.db import db
from tracker.team.account import Account, members
from tracker.team.roles import SEES_ALL_CAMPAIGNS, Role
from tracker.words import Lazy, lazy

# Whoever may look at stories may review them: a second person is what it takes, not a higher one.
REVIEWERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER})
MOST_REMARK = 1_000

# Of each item its sentence, and what to think of.
CHECKLIST: dict[str, tuple[Lazy, Lazy]] = {
    "names": (
        lazy("No name leads to anybody."),
        lazy(
            "Given names, nicknames, initials; the credit, too. A rare name is found by itself, and a relative’s name finds "
            "the family. A changed name should say that it is changed."
        ),
    ),
    "places": (
        lazy("No place says where somebody lived, hides, or lives now."),
        lazy(
            "Towns, schools, workplaces, churches, a factory that is the only one of its kind; what can be seen out of a "
            "window or on a sign in the picture."
        ),
    ),
    "routes": (
        lazy("No route, and nobody who helped on it, can be told from it."),
        lazy(
            "Rivers and crossings, the order of countries, how long each leg took, what was paid and to whom, safe houses. "
            "Others may still have to go that way."
        ),
    ),
    "faces": (
        lazy("No face, voice or mark of the body tells who it is."),
        lazy(
            "A face may identify relatives at home, who are punished for it. Look at who stands behind, at mirrors, scars, "
            "tattoos, uniforms, handwriting. A blurred face with a known coat is still known."
        ),
    ),
    "dates": (
        lazy("No date narrows down who it was."),
        lazy(
            "The day of an escape, an arrest or an arrival, an age, years in a place: two of these together are often one "
            "person. “Some years ago” is enough."
        ),
    ),
    "accuracy": (
        lazy("It is true, and whoever’s story it is agreed to these words and this picture."),
        lazy(
            "Read the note about consent above. Does it cover being shown in public, in this language, with this picture? "
            "In a translation: is anything said that the first text does not say?"
        ),
    ),
}


class OwnHand(Refusal):
    sentence = lazy(
        "You wrote or changed this version, so somebody else reviews it. Whoever knows a text by heart no longer sees what it gives away."
    )
    status = 403


class NotADraft(Refusal):
    sentence = lazy("There is nothing here to be reviewed: it is published already, or withdrawn.")
    status = 409


class SentBack(Refusal):
    sentence = lazy("This version was sent back. Once it has been changed, it can be reviewed again.")
    status = 409


class NotTicked(Refusal):
    sentence = lazy("Everything on the list has to hold before it is published. If something does not, send it back.")
    field = "items"


class RemarkUnsaid(Refusal):
    sentence = lazy("Say in a sentence what has to change, up to 1,000 characters.")
    field = "remark"


@dataclass(frozen=True, slots=True)
class Look:
    """What one person saw, and what they say of it. `seen`: the version that their page showed."""

    story_id: str
    language: str
    seen: int
    ticked: frozenset[str]
    account_id: str


def publish(look: Look) -> None:
    """Raises NotThere, ChangedMeanwhile, NotADraft, SentBack, OwnHand and NotTicked."""
    text = _judged(look)
    if look.ticked != CHECKLIST.keys():
        raise NotTicked
    _note(look, PASSED, None)
    text.state, text.passed, text.published_at = PUBLISHED, text.version, clock.now()
    db.session.flush()


def send_back(look: Look, remark: str) -> None:
    """Raises NotThere, ChangedMeanwhile, NotADraft, SentBack, OwnHand and RemarkUnsaid."""
    _judged(look)
    if not remark.strip() or len(remark) > MOST_REMARK:
        raise RemarkUnsaid
    _note(look, REFUSED, remark.strip())


def check(text: StoryText, account_id: str) -> None:
    """Whether somebody may review it as it stands. Raises NotADraft, SentBack and OwnHand."""
    if text.state != DRAFT or text.words_sealed is None:
        raise NotADraft
    if review_of(text) is not None:
        raise SentBack
    if account_id in hands(text):
        raise OwnHand


def hands(text: StoryText) -> frozenset[str]:
    """Who wrote or changed anything that is read in this language, since it was published last."""
    mine = or_(StoryChange.language.is_(None), StoryChange.language == text.language)
    wanted = select(StoryChange.account_id).where(
        StoryChange.story_id == text.story_id, mine, StoryChange.number > text.passed, StoryChange.kind.in_(TOUCHES)
    )
    return frozenset(str(each) for each in db.session.scalars(wanted.distinct()) if each)


def review_of(text: StoryText) -> StoryReview | None:
    """The review of the version that stands there now."""
    same = StoryReview.story_id == text.story_id, StoryReview.language == text.language
    return db.session.scalars(select(StoryReview).where(*same, StoryReview.version == text.version)).one_or_none()


def second_persons(story: Story, text: StoryText) -> list[Account]:
    """Who of the team could review it now, by name."""
    had, who = hands(text), who_works.by_account() if story.campaign_id else {}
    found = [
        each for each in members()
        if each.active and each.role in REVIEWERS and each.id not in had
        and (not story.campaign_id or each.role in SEES_ALL_CAMPAIGNS or story.campaign_id in who.get(each.id, ()))
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.name or "").casefold())


def reviews_of(story_id: str) -> list[StoryReview]:
    """All of them, the latest first."""
    wanted = select(StoryReview).where(StoryReview.story_id == story_id)
    return list(db.session.scalars(wanted.order_by(StoryReview.at.desc(), StoryReview.version.desc(), StoryReview.id)))


def changes_of(story_id: str) -> list[StoryChange]:
    """The same of changes."""
    wanted = select(StoryChange).where(StoryChange.story_id == story_id)
    return list(db.session.scalars(wanted.order_by(StoryChange.number.desc())))


def _judged(look: Look) -> StoryText:
    """The text, with the story locked, so that nothing changes between the look and the word on it."""
    locked(look.story_id)
    text = texts_of(look.story_id).get(look.language)
    if text is None:
        raise NotThere
    if text.version != look.seen:
        raise ChangedMeanwhile
    check(text, look.account_id)
    return text


def _note(look: Look, verdict: str, remark: str | None) -> None:
    row = StoryReview(
        story_id=look.story_id, language=look.language, version=look.seen, verdict=verdict, at=clock.now(),
        open_items=_missing(look.ticked), account_id=look.account_id,
    )  # fmt: skip
    row.remark = remark
    db.session.add(row)
    db.session.flush()


def _missing(ticked: Collection[str]) -> list[str]:
    return [key for key in CHECKLIST if key not in ticked]
