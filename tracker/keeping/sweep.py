"""Sweeps of the disk that succeeded: the proof that what was erased before stands in no file of this database any more."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, db


class Sweep(Row):
    """One that succeeded. SQLite alone: PostgreSQL cleans up in its own time."""

    __tablename__ = "sweep"

    begun_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def note_sweep(begun_at: datetime) -> None:
    """Inside a transaction."""
    db.session.add(Sweep(begun_at=begun_at))


def first_since(moment: datetime) -> datetime | None:
    """The beginning of the first one after `moment`."""
    return db.session.scalar(select(func.min(Sweep.begun_at)).where(Sweep.begun_at >= moment))
