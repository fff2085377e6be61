"""Every night, by the desk's clock: what has outlived its time is emptied, kind after kind, and nobody presses anything."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.keeping import clearing
from tracker.keeping.clocks import CLOCKS, Clock
from tracker.store.old import Old
from tracker.store.transactions import transaction
from tracker.team import settings

# By the desk's clock: from when a day's clearing begins. A machine that sleeps at night does it when it wakes.
FROM = time(2)
# Rows in one transaction, and transactions in one go: letters do not wait long for it.
SOME, MOST = 500, 40


def tonight() -> date | None:
    """The day whose clearing is due; None: it is done, or the night has not come."""
    local: datetime = clock.now().astimezone(ZoneInfo(settings.get("zone")))
    return local.date() if local.time() >= FROM and settings.get("cleared_on") < local.date().isoformat() else None


def clear_old(some: int = SOME, most: int = MOST) -> int:
    """How many rows were cleared. What is left when `most` transactions are over, or a kill comes, is due still.

    Raises what the last kind that failed raised, after all the others were tried.
    """
    day, failed, cleared, left = tonight(), None, 0, most
    if day is None:
        return 0
    for each in CLOCKS:
        for old in each.olds:
            try:
                while left and (number := _clear(each, old, some)):
                    cleared, left = cleared + number, left - 1
            except SQLAlchemyError as error:
                failed = error
    if failed is not None:
        raise failed
    if left:
        with transaction():
            settings.put("cleared_on", day.isoformat())
    return cleared


def _clear(each: Clock, old: Old, some: int) -> int:
    with transaction():
        now = clock.now()
        number = old.clear(each.before(now), some)
        if number and each.fixed is None:
            clearing.note(each, number, now)
        return number
