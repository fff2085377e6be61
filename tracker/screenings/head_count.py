"""Head counts: facts, only ever added. The latest one holds; a missing one means "not computable", never 0."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id

KINDS = ("counted", "estimated", "admissions")


class HeadCount(Row):
    """How many were in the room, who says so, and how they know. Admissions may be one total for a campaign."""

    __tablename__ = "head_count"

    screening_id: Mapped[str | None] = child_of("screening")
    campaign_id: Mapped[str | None] = child_of("campaign", index=True)
    kind: Mapped[str] = mapped_column(String(12))
    # Of several with one row_id: of all their rooms together.
    heads: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: by the host's link.
    account_id: Mapped[str | None] = child_of("account")
    # The row of the list of admissions that says it (no foreign key: lists stand on a higher floor). The shows of one
    # theatre and day have the same: the list has one figure for them all, and no share of it is made up for any.
    row_id: Mapped[str | None] = mapped_column(Id, index=True)

    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("heads BETWEEN 0 AND 1000000", name="heads"),
        CheckConstraint("(screening_id IS NULL) <> (campaign_id IS NULL)", name="of_one"),
        CheckConstraint("campaign_id IS NULL OR kind = 'admissions'", name="campaign_admissions"),
        CheckConstraint("row_id IS NULL OR kind = 'admissions'", name="listed_admissions"),
        Index("ix_head_count_screening", "screening_id", "at"),
    )
