"""Bulk letters: one letter to a selection of allies, sent over time, stopped at any moment."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id

STATES = ("draft", "sending", "stopped", "sent")


class Selection(TypedDict, total=False):
    """To whom. Every entry that is there must hold."""

    campaign_id: str
    screening_ids: list[str]
    # Keys of interests: at least one was ticked.
    interests: list[str]
    # Ids of rungs: the ally stands on one of these.
    rungs: list[str]
    country: str
    region: str
    city: str
    # The allies who were chosen one by one, or by a list (allies.choice).
    choice_id: str


class BulkLetter(Row):
    """One letter to many, each in their own language."""

    __tablename__ = "bulk_letter"

    # What organizers call it.
    title: Mapped[str] = mapped_column(String(100))
    campaign_id: Mapped[str] = child_of("campaign", index=True)
    selection: Mapped[Selection] = mapped_column(JSON, default=dict)
    # By language: {"en": {"subject": ..., "text": ...}}.
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(8), default="draft")
    # How many leave in an hour.
    per_hour: Mapped[int] = mapped_column(default=200)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[str] = child_of("account")
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # While sending: allies are gone through by id, and this is the last one that was looked at.
    reached_id: Mapped[str | None] = mapped_column(Id)
    # Not before this the next one leaves.
    next_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How many were looked at and get none: no consent, suppressed, or another such letter in the last week.
    passed_over: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("per_hour BETWEEN 1 AND 100000", name="per_hour"),
    )
