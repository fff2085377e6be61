"""Notices of change: a screening moved or was cancelled, and those who should know are told once, after somebody has looked."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of

KINDS = ("moved", "cancelled")
STATES = ("open", "sending", "sent", "dropped")


class Before(TypedDict, total=False):
    """What people had been told: a moment in ISO form, a day, a zone, a venue's id."""

    starts_at: str | None
    day: str | None
    zone: str
    venue_id: str | None
    screen: str
    # "cancelled" when they had been told that it does not take place.
    status: str


class Notice(Row):
    """One change of one screening. While one is open, further changes join it."""

    __tablename__ = "notice"

    screening_id: Mapped[str] = child_of("screening", index=True)
    kind: Mapped[str] = mapped_column(String(9))
    before: Mapped[Before] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(7), default="open")
    # When the last change joined it: whoever signed up later saw what holds now.
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Who changed it; None: the command line.
    made_by_id: Mapped[str | None] = child_of("account")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[str | None] = child_of("account")

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", STATES),
        Index(
            "uq_notice_open", "screening_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip
