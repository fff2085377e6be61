"""Entries of kiosks, as they arrived: sealed by the tablet, and sealed once more here. Nobody has read them yet."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

STATES = ("waiting", "welcomed", "doubtful", "put aside")
# Why one is doubtful: it does not open; it opens, and is nothing that our page writes; no way to reach them that can be read;
# no answer to the question about contact; welcoming it failed; raised after its tablet was closed; faster than a room can write.
# And why it was put aside: nobody could tell any more; erased.
DOUBTS = ("sealed", "unreadable", "contact", "answer", "trouble", "late", "fast")
KEY_GONE = "key gone"
WHYS = ("", *DOUBTS, KEY_GONE, "erased")
TO_DO = text("state IN ('waiting', 'doubtful')")


class KioskEntry(Row):
    """One. What it says goes once it is welcomed or put aside; that it came stays, so that the same one is one."""

    __tablename__ = "kiosk_entry"

    kiosk_id: Mapped[str] = child_of("kiosk")
    # Made by the tablet; the same one twice is one entry.
    submission: Mapped[str] = mapped_column(String(40))
    # Our clock, and the tablet's when it sent this.
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the hand was raised, once it was opened; None too where the tablet's clock was of no use.
    raised_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(9))
    why: Mapped[str] = mapped_column(String(10), default="")
    # Base64, as the tablet sealed it.
    envelope = Sealed[str]()
    envelope_sealed: Mapped[bytes | None] = sealed_column()
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Who of the team decided; None: nobody had to.
    settled_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("state", STATES),
        one_of("why", WHYS),
        CheckConstraint("state IN ('waiting', 'doubtful') OR envelope_sealed IS NULL", name="emptied"),
        UniqueConstraint("kiosk_id", "submission"),
        Index(None, "kiosk_id", "received_at"),
        Index(None, "kiosk_id", "raised_at"),
        Index("ix_kiosk_entry_to_do", "state", "received_at", sqlite_where=TO_DO, postgresql_where=TO_DO),
    )


def to_do(state: str) -> ColumnElement[bool]:
    """Those that wait, or are doubtful: few among all that ever came. In the index's own words, too: by others SQLite does not
    find it, and reads every entry.
    """
    return and_(text("kiosk_entry.state IN ('waiting', 'doubtful')"), KioskEntry.state == state)
