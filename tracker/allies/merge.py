"""Merges: two allies that were one person. One of them stays; the other keeps an empty row, which leads to the first.

What either was known by stays known, sealed: the next turn of the keys makes their identities from it.
"""

from datetime import datetime
from typing import Any, NotRequired, TypedDict

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.allies.ally import Contact
from tracker.store.db import Row, UTCDateTime, child_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

STANDS = "undone_at IS NULL"


class Notes(TypedDict):
    """What brings both back as they were."""

    # As store.row_changes has them.
    rows: list[Any]
    # Of the one that went: by what it was known, as allies.identify.texts() has it.
    known: list[list[str]]
    # The same of the one that stays.
    stays_known: list[list[str]]
    # Facts that both had: what was said since is any other.
    heard: list[str]
    contact: Contact
    # Somebody asked for extra care since.
    care: NotRequired[bool]


class Merge(Row):
    """One of them. When who stays is joined to somebody else, the row goes along."""

    __tablename__ = "merge"

    # Who stays.
    ally_id: Mapped[str] = child_of("ally", index=True)
    # Whose row is empty since.
    gone_id: Mapped[str] = child_of("ally")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[str | None] = mapped_column(Id)
    # Contacts by which who stays is known besides their own.
    known_by = Sealed[list[Contact]]()
    known_by_sealed: Mapped[bytes | None] = sealed_column()
    # For 30 days.
    notes = Sealed[Notes]()
    notes_sealed: Mapped[bytes | None] = sealed_column()
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        # Nobody goes twice.
        Index("uq_merge_gone", "gone_id", unique=True, sqlite_where=text(STANDS), postgresql_where=text(STANDS)),
        Index("ix_merge_at", "at"),
    )
