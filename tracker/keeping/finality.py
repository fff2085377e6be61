"""Since when an erasure is final: on this disk, and everywhere. A DELETE alone is neither.

On this disk (SQLite): a sweep that began after it has succeeded. Everywhere, in logs, backups and on any disk: every key
with which it may have lain is destroyed, so that no copy of it opens. Copies of the key ring are for whoever made them.
"""

from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import func, select

from tracker import clock
from tracker.keeping.cleared import Cleared, Sweep
from tracker.keeping.erasure import Erasure
from tracker.keeping.key_destroying import due_at, still_holding, window
from tracker.keeping.key_turn import last
from tracker.store import engines
from tracker.store.db import db
from tracker.store.key_record import KeyRecord, records
from tracker.times import months_after


def final_everywhere_from(erased_at: datetime) -> date | None:
    """The day (UTC) from which nothing erased at this moment can be opened anywhere. None: not yet."""
    keys = _keys_of(erased_at)
    if not keys or still_holding():
        return None
    moments = [key.destroyed_at for key in keys]
    return max(moment.date() for moment in moments if moment) if all(moments) else None


def expected_everywhere(erased_at: datetime) -> date | None:
    """The day from which it will be, if the keys turn as they should. None: the house does not know its keys yet."""
    keys, now, before = _keys_of(erased_at), clock.now(), last()
    if not keys:
        return None
    newest = keys[-1]
    if newest.destroyed_at is not None:
        return max(newest.destroyed_at, now if still_holding() else newest.destroyed_at).date()
    if newest.left_at is not None:
        return max(due_at(newest), now).date()
    begun = before.begun_at if before else newest.told_at
    turns = now if before and before.done_at is None and before.used_at is None else months_after(begun, 1)
    if before and before.done_at is None and before.used_at and erased_at < before.used_at:
        turns = now
    return (max(turns, now) + window()).date()


def final_everywhere_until() -> datetime | None:
    """Whatever was erased before this moment is final everywhere. None: nothing is yet."""
    if still_holding():
        return None
    until = None
    used = [one for one in records("seal") if one.used_at]
    for one, after in pairwise(used):
        if one.destroyed_at is None:
            break
        until = after.used_at
    return until


def final_on_disk(erased_at: datetime) -> datetime | None:
    """The first sweep that began afterwards. None: not yet; or, on PostgreSQL, only when the key has turned."""
    return db.session.scalar(select(func.min(Sweep.began_at)).where(Sweep.began_at >= erased_at))


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


def _keys_of(erased_at: datetime) -> list[KeyRecord]:
    """The keys with which something erased then may have been sealed: all that were in use, the first in any case."""
    used = [one for one in records("seal") if one.used_at]
    return [one for number, one in enumerate(used) if number == 0 or (one.used_at and one.used_at <= erased_at)]
