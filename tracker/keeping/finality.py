"""Since when an erasure is final: on this disk, and everywhere (in backups and in old copies of the database's files)."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.keeping.cleared import Cleared, Sweep
from tracker.keeping.erasure import Erasure
from tracker.store import engines
from tracker.store.db import db


def final_on_disk(erased_at: datetime) -> datetime | None:
    """The first sweep that began afterwards. None: not yet; or, on PostgreSQL, only when the key has turned."""
    return db.session.scalar(select(func.min(Sweep.began_at)).where(Sweep.began_at >= erased_at))


def final_everywhere(erased_at: datetime) -> datetime | None:  # noqa: ARG001
    """When every key that could open what was erased is destroyed. None: not known yet."""
    return None


def unswept() -> bool:
    """Whether something has gone since the last sweep began, on an engine that can be swept."""
    if not engines.sweeps(db.engine):
        return False
    last = db.session.scalar(select(func.max(Sweep.began_at)))
    gone = [db.session.scalar(select(func.max(moment))) for moment in (Erasure.done_at, Cleared.at)]
    latest = max((each for each in gone if each is not None), default=None)
    return latest is not None and (last is None or last < latest)


def note_sweep(began_at: datetime) -> None:
    """A sweep that began then has succeeded; inside a transaction."""
    db.session.add(Sweep(began_at=began_at))
    db.session.flush()
