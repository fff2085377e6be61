"""Moments as the desk's own clock shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tracker import times
from tracker.team import settings


def when(at: datetime) -> str:
    """ "Mon 23 Oct, 7:00 pm"."""
    zone = settings.get("zone")
    return times.when_words(at, at.astimezone(ZoneInfo(zone)).date(), zone)
