"""Stories as they are read outside: only what is published, asked anew each time, so that what is withdrawn is gone at once."""

import base64
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import undefer
from sqlalchemy.sql.base import ExecutableOption

from tracker.appeals.story import PUBLISHED, Story, StoryPicture, StoryText
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.sealing import Broken
from tracker.words import LANGUAGES

SIZES = ("phone", "wide")


@dataclass(frozen=True, slots=True)
class Sized:
    """A picture before it comes, so that nothing moves when it does. `wide` 0: there is none."""

    id: str
    phone_width: int
    phone_height: int
    wide_width: int
    wide_height: int


@dataclass(frozen=True, slots=True)
class Told:
    """A story in one language."""

    id: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    credit: str
    alt: str
    picture: Sized | None


def on_thanks(campaign_id: str, language: str) -> Told | None:
    """The one that a campaign's thanks page shows: its own before its film's before everybody's, the newest of these."""
    found = db.session.execute(_wanted(_offered(campaign_id, language)).order_by(*_nearest()).limit(1)).first()
    return _told(*found) if found else None


def chosen(campaign_id: str, language: str) -> str:
    """The id of the same; "" for none."""
    wanted = select(Story.id).join(StoryText, StoryText.story_id == Story.id).where(_offered(campaign_id, language))
    return db.session.scalar(wanted.order_by(*_nearest()).limit(1)) or ""


def told(story_id: str, language: str, hold: bool = False) -> Told | None:
    """A published one in this language. `hold`: whoever is just withdrawing it is waited for, and waits for us."""
    if not is_id(story_id):
        return None
    here = and_(StoryText.story_id == story_id, StoryText.language == language, StoryText.state == PUBLISHED)
    wanted = _wanted(here)
    if hold:
        wanted = wanted.with_for_update(read=True, of=StoryText)
    found = db.session.execute(wanted.execution_options(populate_existing=True)).first()
    return _told(*found) if found else None


def in_some_language(story_id: str, language: str) -> Told | None:
    """In this language, else in the first in which it is published: whoever follows a link wants to read."""
    return next((each for code in dict.fromkeys((language, *LANGUAGES)) if (each := told(story_id, code))), None)


def picture(picture_id: str, size: str) -> bytes | None:
    """The JPEG, as long as its story is published in some language."""
    if not is_id(picture_id) or size not in SIZES:
        return None
    published = select(StoryText.story_id).where(StoryText.state == PUBLISHED)
    wanted = select(StoryPicture).where(StoryPicture.id == picture_id, StoryPicture.story_id.in_(published))
    row = db.session.scalars(wanted.options(_with(size))).one_or_none()
    return _bytes(row, size)


def draft_picture(story_id: str, size: str) -> bytes | None:
    """The JPEG of a story as it stands, for the desk."""
    if not is_id(story_id) or size not in SIZES:
        return None
    wanted = select(StoryPicture).where(StoryPicture.story_id == story_id)
    return _bytes(db.session.scalars(wanted.options(_with(size))).one_or_none(), size)


def draft(text: StoryText) -> Told | None:
    """As it would be read, whatever its state; for the desk. None: nothing is held, or it stays sealed."""
    row = db.session.scalars(select(StoryPicture).where(StoryPicture.story_id == text.story_id)).one_or_none()
    return _told(text, row)


def _wanted(where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Texts with their pictures."""
    return (
        select(StoryText, StoryPicture)
        .join(Story, Story.id == StoryText.story_id)
        .outerjoin(StoryPicture, StoryPicture.story_id == StoryText.story_id)
        .where(where)
    )


def _offered(campaign_id: str, language: str) -> ColumnElement[bool]:
    film = select(Campaign.film_id).where(Campaign.id == campaign_id).scalar_subquery()
    near = or_(
        Story.campaign_id == campaign_id,
        Story.film_id == film,
        and_(Story.campaign_id.is_(None), Story.film_id.is_(None)),
    )
    return and_(StoryText.state == PUBLISHED, StoryText.language == language, Story.offered.is_(True), near)


def _nearest() -> tuple[Any, ...]:
    near = case((Story.campaign_id.is_not(None), 0), (Story.film_id.is_not(None), 1), else_=2)
    return near, StoryText.published_at.desc(), Story.id


def _told(text: StoryText, row: StoryPicture | None) -> Told | None:
    """None for what does not open: a page of thanks does not break at a story."""
    try:
        words = text.words
    except Broken:
        return None
    if words is None:
        return None
    sized = Sized(row.id, row.phone_width, row.phone_height, row.wide_width, row.wide_height) if row else None
    return Told(
        text.story_id, text.language, words["title"], tuple(words["text"].split("\n\n")), words["credit"], words["alt"], sized
    )  # fmt: skip


def _with(size: str) -> ExecutableOption:
    """The bytes of one size along with the row: nothing else loads them."""
    return undefer(StoryPicture.phone_sealed if size == "phone" else StoryPicture.wide_sealed)


def _bytes(row: StoryPicture | None, size: str) -> bytes | None:
    try:
        sealed = None if row is None else row.phone if size == "phone" else row.wide
    except Broken:
        return None
    return base64.b64decode(sealed) if sealed else None
