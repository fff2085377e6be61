"""Counting what takes too long for a page, in a large house: by the worker each night, and soon after somebody asked for it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.followups import ladder_counts
from tracker.keeping import counted
from tracker.records import dataclass
from tracker.store import kept_counts
from tracker.store.alone import alone
from tracker.store.db import db
from tracker.store.engines import HALL, roomy
from tracker.store.transactions import snapshot, transaction
from tracker.team import settings

# By the desk's clock: after what is old was cleared. A machine that sleeps at night counts when it wakes.
FROM = time(3)


@dataclass(frozen=True, slots=True)
class _Page:
    is_due: Callable[[datetime], bool]
    count: Callable[[], tuple[datetime, dict[str, Any]]]


_PAGES = {
    ladder_counts.NAME: _Page(ladder_counts.is_due, ladder_counts.count),
    counted.NAME: _Page(counted.is_due, counted.count),
}


def count_for_pages() -> int:
    """How many pages' numbers were counted. Nobody who writes waits while we count."""
    with alone("count for pages") as mine:
        done = sum(map(_count, _PAGES)) if mine else 0
    db.session.rollback()
    return done


def _count(name: str) -> bool:
    """Whether it was due. All of one moment."""
    if not _PAGES[name].is_due(last_night()):
        return False
    with snapshot() as session, roomy(session.connection(), HALL):
        at, numbers = _PAGES[name].count()
    with transaction():
        kept_counts.keep(name, numbers, at)
    return True


def ask_to_count(name: str) -> None:
    """Somebody wants them anew."""
    with transaction():
        kept_counts.ask(name, clock.now())


def last_night() -> datetime:
    """The moment in the last night from which on it is counted."""
    local = clock.now().astimezone(ZoneInfo(settings.get("zone")))
    begins = local.replace(hour=FROM.hour, minute=FROM.minute, second=0, microsecond=0)
    return begins if begins <= local else begins - timedelta(days=1)
