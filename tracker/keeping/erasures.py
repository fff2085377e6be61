"""Erasures by their state: those that wait, those that are due."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from tracker.keeping.erasure import Erasure
from tracker.store.db import db

# Everybody is told "within 24 hours". After 20 it is due: four are left for a worker that was away, a database that was,
# and tries again.
TAKE_BACK, PROMISED = timedelta(hours=20), timedelta(hours=24)
# A coordinator can spare them the wait; then nothing can be taken back.
AT_ONCE = timedelta(0)


def waiting(ally_id: str) -> datetime | None:
    """Until when an ally can take back that they want to be erased; None: they have not asked, or it is done."""
    found = of_ally(ally_id)
    return found.due_at if found else None


def sure_by(ally_id: str) -> datetime | None:
    """By when it was promised to be done; None as above."""
    found = of_ally(ally_id)
    return found.asked_at + PROMISED if found else None


def begun(ally_id: str) -> bool:
    """Whether an ally is erased or is going to be."""
    asked = select(Erasure.id).where(Erasure.ally_id == ally_id, Erasure.taken_back_at.is_(None))
    return db.session.scalar(asked.limit(1)) is not None


def of_ally(ally_id: str, lock: bool = False) -> Erasure | None:
    """The one that waits. With `lock` nobody else ends it before the transaction does: take it before the ally's."""
    found = select(Erasure).where(Erasure.ally_id == ally_id, *_waits())
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(found).one_or_none()


def counting_of(ally_id: str) -> Select[int]:
    """How many wait of an ally: one or none; to be asked with other counts."""
    return select(func.count()).where(Erasure.ally_id == ally_id, *_waits())


def due(now: datetime, most: int) -> list[str]:
    """Ids of those whose time has come, the oldest first."""
    over = select(Erasure.id).where(*_waits(), Erasure.due_at <= now)
    return list(db.session.scalars(over.order_by(Erasure.due_at).limit(most)))


def take(erasure_id: str) -> Erasure | None:
    """Locked until the transaction ends. None: it is taken back, done, or in another worker's hands."""
    wanted = select(Erasure).where(Erasure.id == erasure_id, *_waits())
    locked = wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return db.session.scalars(locked).one_or_none()


def _waits() -> tuple[ColumnElement[bool], ...]:
    return Erasure.done_at.is_(None), Erasure.taken_back_at.is_(None)
