"""When a step is due: counted by the clock on the wall of the place, and kept out of its night. Never before it is planned."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.followups.next_try import WELCOME

# Hours, by the clock of the place, at which a channel may fall: from, until.
HOURS = {"letter": (time(8), time(21)), "call": WELCOME, "text": WELCOME, "task": WELCOME}


def due(at: datetime, hours: int, zone: str, channel: str, fresh: bool) -> datetime:
    """`hours` after `at`, at an hour that is welcome. `fresh`: a letter that answers at once what somebody just did."""
    counted = later(at, hours, zone)
    return counted if channel == "letter" and fresh else welcome(counted, zone, channel)


def later(at: datetime, hours: int, zone: str) -> datetime:
    """Whole days by the wall, the rest by hours: 48 hours after Saturday 21:10 is Monday 21:10, whatever clocks do."""
    days, rest = divmod(hours, 24)
    if days:
        local = at.astimezone(ZoneInfo(zone))
        # A time that clocks skip that night is the moment after the gap; one that comes twice, its first.
        wall = datetime.combine(local.date() + timedelta(days=days), local.time(), local.tzinfo)
        at = wall.replace(fold=0).astimezone(at.tzinfo)
    return at + timedelta(hours=rest)


def welcome(at: datetime, zone: str, channel: str) -> datetime:
    """`at`, or the next hour there that is welcome."""
    local = at.astimezone(ZoneInfo(zone))
    first, end = HOURS[channel]
    if first <= local.time() < end:
        return at
    day = local.date() if local.time() < first else local.date() + timedelta(days=1)
    return datetime.combine(day, first, local.tzinfo).astimezone(at.tzinfo)
