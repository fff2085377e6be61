"""A story is written, changed, withdrawn, taken up again, emptied. Whatever changes, what it concerns is a draft again.

Inside transactions. The story's own row is locked first, so whoever reviews and whoever changes meet there.
"""

import base64
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from tracker import clock
from tracker.appeals import story_words
from tracker.appeals.story import DRAFT, PUBLISHED, WITHDRAWN, Story, StoryPicture, StoryText, StoryWords
from tracker.appeals.story_log import StoryChange, StoryReview
from tracker.errors import Refusal
from tracker.files.pictures import Picture
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.rows import row_of
from tracker.words import lazy


class ChangedMeanwhile(Refusal):
    sentence = lazy("Somebody has changed this story since you opened the page. Look at it again, then decide.")
    status = 409


class IsWithdrawn(Refusal):
    sentence = lazy("This story is withdrawn. Take it up again first.")
    status = 409


class NotWithdrawn(Refusal):
    sentence = lazy("This story is not withdrawn.")
    status = 409


class NothingHeld(Refusal):
    sentence = lazy("What stood in this story is no longer held. Write a new one.")
    status = 410


@dataclass(frozen=True, slots=True)
class Place:
    """Whose thanks pages and letters may choose it, and whether they do so by themselves."""

    campaign_id: str | None
    film_id: str | None
    offered: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as somebody wants it. `consent` and `picture` None: as they are. `bare`: without a picture from now on."""

    words: Mapping[str, StoryWords]
    place: Place
    consent: str | None = None
    picture: Picture | None = None
    bare: bool = False


def add(draft: Draft, account_id: str | None) -> Story:
    """Raises Unfit."""
    words = story_words.checked(draft.words, frozenset(), draft.picture is not None)
    consent, now = story_words.consent(draft.consent or ""), clock.now()
    row = Story(**_columns(draft.place), changes=0, made_at=now, changed_at=now)
    row.consent = consent
    db.session.add(row)
    db.session.flush()
    if draft.picture is not None:
        _put_picture(row, draft.picture)
        _note(row, "picture", account_id)
    _note(row, "consent", account_id)
    for language, said in words.items():
        _write(row, None, language, said, account_id)
    return row


def change(story_id: str, draft: Draft, seen: int, account_id: str) -> list[str]:
    """What was changed; nothing when all is as it was. Raises NotThere, ChangedMeanwhile, IsWithdrawn, NothingHeld, Unfit."""
    row = locked(story_id)
    if row.changes != seen:
        raise ChangedMeanwhile
    texts = texts_of(story_id)
    if any(text.state == WITHDRAWN for text in texts.values()):
        raise IsWithdrawn
    if row.consent_sealed is None:
        raise NothingHeld
    bare = draft.bare and draft.picture is None
    pictured = draft.picture is not None or (not bare and has_picture(story_id))
    held = frozenset(code for code, text in texts.items() if text.words_sealed)
    words = story_words.checked(draft.words, held, pictured)
    changed = _shared(row, draft, bare, account_id)
    for language, said in words.items():
        text = texts.get(language)
        if text is None or text.words != said:
            _write(row, text, language, said, account_id)
            changed.append(language)
    return changed


def withdraw(story_id: str, account_id: str | None) -> bool:
    """Out of every page at once, and out of every letter that has not left. False: it was. Raises NotThere."""
    row = locked(story_id)
    return _all_become(row, WITHDRAWN, "withdrawn", account_id, (DRAFT, PUBLISHED))


def take_up(story_id: str, account_id: str) -> None:
    """A draft again, for everybody to review anew. Raises NotThere, NotWithdrawn and NothingHeld."""
    row = locked(story_id)
    if row.consent_sealed is None or not any(text.words_sealed for text in texts_of(story_id).values()):
        raise NothingHeld
    if not _all_become(row, DRAFT, "taken up", account_id, (WITHDRAWN,)):
        raise NotWithdrawn


def empty(story_id: str, account_id: str | None) -> None:
    """What it said, its picture, the consent and the remarks go; that it was, and who reviewed it, stays.

    Raises NotThere and NotWithdrawn.
    """
    row = locked(story_id)
    texts = texts_of(story_id)
    if not texts or any(text.state != WITHDRAWN for text in texts.values()):
        raise NotWithdrawn
    for text in texts.values():
        text.words = None
    row.consent = None
    for review in db.session.scalars(select(StoryReview).where(StoryReview.story_id == story_id)):
        review.remark = None
    db.session.execute(delete(StoryPicture).where(StoryPicture.story_id == story_id))
    _note(row, "emptied", account_id)


def need_another_look() -> int:
    """After a restore: what was published then may have been withdrawn since, so each is a draft again. How many stories."""
    wanted = select(Story).where(Story.id.in_(select(StoryText.story_id).where(StoryText.state == PUBLISHED)))
    rows = db.session.scalars(wanted.order_by(Story.id).with_for_update()).all()
    for row in rows:
        _all_become(row, DRAFT, "restored", None, (PUBLISHED,))
    return len(rows)


def locked(story_id: str) -> Story:
    """Raises NotThere."""
    return row_of(Story, story_id, lock=True)


def texts_of(story_id: str) -> dict[str, StoryText]:
    """By language."""
    rows = db.session.scalars(select(StoryText).where(StoryText.story_id == story_id).order_by(StoryText.language))
    return {row.language: row for row in rows}


def has_picture(story_id: str) -> bool:
    return db.session.scalar(select(StoryPicture.id).where(StoryPicture.story_id == story_id)) is not None


def _shared(row: Story, draft: Draft, bare: bool, account_id: str) -> list[str]:
    """What all languages have in common."""
    changed = []
    if draft.picture is not None or (bare and has_picture(row.id)):
        db.session.execute(delete(StoryPicture).where(StoryPicture.story_id == row.id))
        if draft.picture is not None:
            _put_picture(row, draft.picture)
        changed.append("picture")
    if draft.consent and (said := story_words.consent(draft.consent)) != row.consent:
        row.consent = said
        changed.append("consent")
    place = _columns(draft.place)
    if any(getattr(row, name) != value for name, value in place.items()):
        for name, value in place.items():
            setattr(row, name, value)
        changed.append("place")
    for kind in changed:
        _note(row, kind, account_id)
    return changed


def _write(row: Story, text: StoryText | None, language: str, said: StoryWords, account_id: str | None) -> None:
    if text is None:
        text = StoryText(story_id=row.id, language=language, state=DRAFT, changed_at=clock.now())
        db.session.add(text)
    text.words = said
    db.session.flush()
    _note(row, "words", account_id, language)


def _all_become(row: Story, state: str, kind: str, account_id: str | None, before: Collection[str]) -> bool:
    """The texts in one of these states. What was reviewed counts no longer: whoever had a hand in it has it again."""
    texts = [text for text in texts_of(row.id).values() if text.state in before]
    if not texts:
        return False
    for text in texts:
        text.state, text.passed, text.published_at = state, 0, None
    _note(row, kind, account_id)
    return True


def _note(row: Story, kind: str, account_id: str | None, language: str | None = None) -> None:
    """The next change. The texts that it concerns are of its number, and no longer published."""
    row.changes += 1
    row.changed_at = clock.now()
    db.session.add(
        StoryChange(story_id=row.id, number=row.changes, language=language, kind=kind, at=row.changed_at, account_id=account_id)
    )  # fmt: skip
    for text in texts_of(row.id).values():
        if language in (None, text.language):
            text.version, text.changed_at = row.changes, row.changed_at
            if text.state == PUBLISHED:
                text.state, text.published_at = DRAFT, None
    db.session.flush()


def _put_picture(row: Story, picture: Picture) -> None:
    phone, wide = picture.phone, picture.wide
    put = StoryPicture(
        id=new_id(), story_id=row.id, phone_width=phone.width, phone_height=phone.height,
        wide_width=wide.width if wide else 0, wide_height=wide.height if wide else 0,
    )  # fmt: skip
    put.phone = base64.b64encode(phone.jpeg).decode("ascii")
    put.wide = base64.b64encode(wide.jpeg).decode("ascii") if wide else None
    db.session.add(put)
    db.session.flush()


def _columns(place: Place) -> dict[str, str | bool | None]:
    return {"campaign_id": place.campaign_id, "film_id": place.film_id, "offered": place.offered}
