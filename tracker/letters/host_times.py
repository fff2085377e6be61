"""When hosts are reminded. The windows do not overlap: at any moment at most one reminder is due, and a link that is made
late gets no heap of them at once. A screening that moves has them anew, by its new day.

That of paper sheets is due only while there is one that is half typed or not destroyed: from the day before the last one of
the paper, as printed on it, while their link opens.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.records import dataclass
from tracker.screenings import host_link
from tracker.screenings.screening import Screening
from tracker.signups import sheet_ends
from tracker.signups.printing import DESTROYED_AFTER

# By the clock at the place.
MORNING = time(9)
# How long after the morning that follows it is still worth a thank-you.
LATEST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Reminder:
    """`apart`: not so soon after any other letter to the host, nor after their link was made."""

    name: str
    apart: timedelta


WEEK = Reminder("week", timedelta(hours=24))
EVE = Reminder("eve", timedelta(hours=1))
AFTER = Reminder("after", timedelta(hours=1))
PAPER = Reminder("paper", timedelta(hours=24))


def due(screening: Screening) -> Reminder | None:
    """The one whose time it is."""
    if screening.day is None or screening.status == "cancelled" or screening.joined_into_id:
        return None
    now, day = clock.now(), timedelta(days=1)
    starts = screening.starts_at or _morning(screening, timedelta(0))
    eve, after = _morning(screening, -day), _morning(screening, day)
    windows = (
        (WEEK, _morning(screening, -7 * day), eve), (EVE, eve, starts), (AFTER, after, after + LATEST),
        (PAPER, _morning(screening, DESTROYED_AFTER - day), host_link.ends_at(screening)),
    )  # fmt: skip
    due_now = next((reminder for reminder, opens, ends in windows if opens <= now < ends), None)
    return None if due_now is PAPER and not sheet_ends.unfinished(screening.id) else due_now


def key(screening: Screening, reminder: Reminder) -> str:
    """What stands in `once`: each reminder goes once for each day that the screening was set for."""
    return f"host:{screening.id}:{reminder.name}:{screening.day}"


def _morning(screening: Screening, after: timedelta) -> datetime:
    """Nine by the clock there, so many days after its own."""
    assert screening.day is not None
    return datetime.combine(screening.day + after, MORNING, ZoneInfo(screening.zone))
