"""What the database knows of the keys, though it has none: by which it tells its own ring from another's, and which is in use.

A key is told (it may come into use), then used, then left (nothing is written under it any more), then destroyed.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Row, UTCDateTime, db, one_of
from tracker.store.ids import new_id
from tracker.store.keyring import PURPOSES, Key, KeyRing
from tracker.store.transactions import add_once


class KeyRecord(Row):
    """One key of the ring, by its name."""

    __tablename__ = "key_record"

    purpose: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(4))
    # HMAC under the key itself: see Key.proof.
    proof: Mapped[bytes] = mapped_column(LargeBinary(32))
    told_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    destroyed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (one_of("purpose", PURPOSES), UniqueConstraint("purpose", "name"))


def records(*purposes: str) -> list[KeyRecord]:
    """All of these purposes, or of all; in the order in which they came into use, those that wait last."""
    found = select(KeyRecord).where(KeyRecord.purpose.in_(purposes or PURPOSES))
    return sorted(db.session.scalars(found), key=lambda one: (one.used_at is None, one.used_at or one.told_at))


def record_of(purpose: str, name: str) -> KeyRecord:
    """One of them. Raises NoResultFound."""
    return db.session.scalars(select(KeyRecord).where(KeyRecord.purpose == purpose, KeyRecord.name == name)).one()


def in_use(purpose: str) -> KeyRecord | None:
    """The one that came into use last; None in a house that was never opened."""
    used = [one for one in records(purpose) if one.used_at]
    return used[-1] if used else None


def register(ring: KeyRing) -> None:
    """When the house is first opened: these are its keys; inside a transaction. Twice is once."""
    if db.session.scalar(select(KeyRecord.id).limit(1)) is not None:
        return
    now = clock.now()
    for purpose in PURPOSES:
        _write(purpose, [ring.newest(purpose)], told_at=now, used_at=now)
        # Of the rest nobody knows any more what they sealed; they are older.
        _write(purpose, ring.all(purpose)[1:], told_at=now, left_at=now)


def tell(purpose: str, key: Key) -> None:
    """A key that may come into use; inside a transaction."""
    _write(purpose, [key], told_at=clock.now())


def _write(purpose: str, keys: Iterable[Key], **moments: datetime) -> None:
    rows = [
        {"id": new_id(), "purpose": purpose, "name": key.name, "proof": key.proof(purpose), **moments} for key in keys
    ]
    add_once(KeyRecord, rows)
