"""Stories: short pieces for thanks pages, letters, and a page of their own. Why it is so: docs/decisions/0018-stories.md.

One piece has words in each language, and one picture for all. What is in it is about somebody who may be in danger: all of
it is sealed, in a draft and afterwards.
"""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.sealing import Sealed, sealed_column

DRAFT, PUBLISHED, WITHDRAWN = STATES = ("draft", "published", "withdrawn")
# Spelt out as in the index.
OUTSIDE = "state = 'published'"


class StoryWords(TypedDict):
    """What a story says in one language. `alt`: what the picture shows, to who does not see it; `credit`: whose it is."""

    title: str
    text: str
    alt: str
    credit: str


class Story(Row):
    """One piece, in every language it has."""

    __tablename__ = "story"

    # Whose thanks pages and letters may choose it: one campaign's, one film's; neither: everybody's.
    campaign_id: Mapped[str | None] = child_of("campaign", index=True)
    film_id: Mapped[str | None] = child_of("film", index=True)
    # Whether they choose it by themselves; otherwise it stands only where its address or its own field does.
    offered: Mapped[bool]
    # Whose consent it rests on, and how it was given: for coordinators and who reviews.
    consent = Sealed[str]()
    consent_sealed: Mapped[bytes | None] = sealed_column()
    # How often anything of it was changed: the number of the last change.
    changes: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("campaign_id IS NULL OR film_id IS NULL", name="one_place"),)


class StoryText(Row):
    """A story in one language: what is reviewed, published and withdrawn."""

    __tablename__ = "story_text"

    story_id: Mapped[str] = child_of("story")
    language: Mapped[str] = mapped_column(String(5))
    words = Sealed[StoryWords]()
    words_sealed: Mapped[bytes | None] = sealed_column()
    state: Mapped[str] = mapped_column(String(9), default=DRAFT)
    # The last change that concerns it, its picture and consent included: a review names the one that it saw.
    version: Mapped[int] = mapped_column(default=0)
    # The version that was published last; 0: none, or whoever had a hand in it before has it again.
    passed: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("state", STATES),
        UniqueConstraint("story_id", "language"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_at"),
        CheckConstraint("state <> 'published' OR passed = version", name="reviewed"),
        Index(
            "ix_story_text_outside", "language", "published_at",
            sqlite_where=text(OUTSIDE), postgresql_where=text(OUTSIDE),
        ),
    )  # fmt: skip


class StoryPicture(Row):
    """The picture of a story, for phones and for wide screens: JPEGs in base 64. Another picture is another row, another id."""

    __tablename__ = "story_picture"

    story_id: Mapped[str] = child_of("story", unique=True)
    phone = Sealed[str]()
    phone_sealed: Mapped[bytes | None] = sealed_column(deferred=True)
    phone_width: Mapped[int]
    phone_height: Mapped[int]
    wide = Sealed[str]()
    wide_sealed: Mapped[bytes | None] = sealed_column(deferred=True)
    # 0: there is none.
    wide_width: Mapped[int]
    wide_height: Mapped[int]
