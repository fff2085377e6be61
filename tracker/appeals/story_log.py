"""What became of a story: who changed what, who reviewed which version. Rows are only ever added."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.sealing import Sealed, sealed_column

# What can change. Whoever did one of the first four has had a hand in what is read.
TOUCHES = ("words", "picture", "consent", "place")
KINDS = (*TOUCHES, "withdrawn", "taken up", "restored", "emptied")
PASSED, REFUSED = VERDICTS = ("passed", "refused")


class StoryChange(Row):
    """One change. Several in one go are several rows."""

    __tablename__ = "story_change"

    story_id: Mapped[str] = child_of("story")
    number: Mapped[int]
    # None: it concerns every language.
    language: Mapped[str | None] = mapped_column(String(5))
    kind: Mapped[str] = mapped_column(String(9))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: the house itself, after a restore.
    account_id: Mapped[str | None] = child_of("account")

    __table_args__ = (
        one_of("kind", KINDS),
        UniqueConstraint("story_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )


class StoryReview(Row):
    """One safety review of one version in one language."""

    __tablename__ = "story_review"

    story_id: Mapped[str] = child_of("story")
    language: Mapped[str] = mapped_column(String(5))
    version: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(7))
    # Keys of the checklist that were not ticked.
    open_items: Mapped[list[str]] = mapped_column(JSON)
    # Why it was sent back.
    remark = Sealed[str]()
    remark_sealed: Mapped[bytes | None] = sealed_column()
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[str] = child_of("account")

    __table_args__ = (
        one_of("verdict", VERDICTS),
        # What was reviewed once is reviewed again only when it was changed.
        UniqueConstraint("story_id", "language", "version"),
        Index("ix_story_review_at", "at"),
    )
