"""Turns of the keys. Told: all processes learn the new keys. Used: what is held is sealed anew. Done: nothing is under the old ones."""

from datetime import datetime

from sqlalchemy import Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, db


class KeyTurn(Row):
    """One turn, and how far the pass over all that is sealed has come."""

    __tablename__ = "key_turn"

    # The names of the new keys.
    seal_key: Mapped[str] = mapped_column(String(4))
    find_key: Mapped[str] = mapped_column(String(4))
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Administrators were told that it waits for a process.
    warned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The pass under way, and behind which row it stands.
    pass_begun_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    at_place: Mapped[str] = mapped_column(String(60), default="")
    at_row: Mapped[str] = mapped_column(String(20), default="")
    # Whether it has found nothing so far.
    pass_clean: Mapped[bool] = mapped_column(default=False)
    pass_broken: Mapped[int] = mapped_column(default=0)
    # When the last pass began that found nothing; None: none has.
    clean_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Rows made anew so far, and values that no key opens, by the last pass.
    renewed: Mapped[int] = mapped_column(default=0)
    broken: Mapped[int] = mapped_column(default=0)


def going_on(lock: bool = False) -> KeyTurn | None:
    """The one that is not done yet."""
    return _one(select(KeyTurn).where(KeyTurn.done_at.is_(None)), lock)


def last_used(lock: bool = False) -> KeyTurn | None:
    """The one whose keys are in use; None: the keys have never turned."""
    return _one(select(KeyTurn).where(KeyTurn.used_at.is_not(None)), lock)


def last() -> KeyTurn | None:
    """The one that was begun last."""
    return _one(select(KeyTurn), lock=False)


def _one(wanted: Select[KeyTurn], lock: bool) -> KeyTurn | None:
    newest = wanted.order_by(KeyTurn.begun_at.desc()).limit(1)
    if lock:
        newest = newest.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(newest).first()
