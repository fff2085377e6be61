"""Reports: a draft, which changes, and what was published of it, which is a fact.

Nothing in either is about a person: the numbers are counted and protected before they are kept. What organizers learned is
in their own words, and a name may slip into those, so they are sealed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, where_said
from tracker.store.old import Old
from tracker.store.sealing import Sealed, sealed_column

CROSSED = "since IS NULL OR until IS NULL OR until >= since"


class Report(Row):
    """What was published: a fact. It can be withdrawn, which empties the words and leaves that it was there."""

    __tablename__ = "report"

    campaign_id: Mapped[str] = child_of("campaign")
    # The campaign's first, second, ...
    number: Mapped[int]
    since: Mapped[date | None]
    until: Mapped[date | None]
    languages: Mapped[str] = mapped_column(String(40))
    learned = Sealed[dict[str, str]]()
    learned_sealed: Mapped[bytes | None] = sealed_column()
    story_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: an account that is gone.
    account_id: Mapped[str | None] = child_of("account")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by_id: Mapped[str | None] = child_of("account")

    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(CROSSED, name="dates"),
        CheckConstraint("withdrawn_at IS NOT NULL OR withdrawn_by_id IS NULL", name="withdrawn"),
    )


class ReportDraft(Row):
    """A report before it is published: what readers would see, counted when somebody last asked for it.

    While it waits for the worker, and where that failed, there is nothing to see: no number of other days, or of before.
    """

    __tablename__ = "report_draft"

    campaign_id: Mapped[str] = child_of("campaign", index=True)
    # Days by the clock of the house, both counted in; None: from the beginning, until now.
    since: Mapped[date | None]
    until: Mapped[date | None]
    # In which it can be read, comma-separated, the first one by default.
    languages: Mapped[str] = mapped_column(String(40))
    # What we learned, by language.
    learned = Sealed[dict[str, str]]()
    learned_sealed: Mapped[bytes | None] = sealed_column()
    # Who wrote any of that: somebody else publishes it.
    writer_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    story_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The published one with which it is compared.
    last_id: Mapped[str | None] = child_of("report")
    # reports.document, already protected; and why which figures are grouped or hidden, for organizers alone: see counted.py.
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    protection: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # While it waits: figures have to be newer than this. None: whichever are kept will do.
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Since when it waits for the worker; and when the worker failed at it. None: neither.
    wanted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Counts the changes: who publishes says which one they have read.
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[str | None] = child_of("account")

    __table_args__ = (
        CheckConstraint(CROSSED, name="dates"),
        CheckConstraint("wanted_at IS NULL OR failed_at IS NULL", name="waits"),
        CheckConstraint("(document IS NULL) = (wanted_at IS NOT NULL OR failed_at IS NOT NULL)", name="prepared"),
        where_said("report_draft", "wanted_at"),
    )


# Drafts that nobody touches any more.
OLD = (
    Old(
        ReportDraft,
        held=lambda: ReportDraft.id.is_not(None),
        over=lambda before: ReportDraft.changed_at < before,
    ),
)
