"""Whose day it is: the house has one clock, and a moment's day is the one that it showed there."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.team import settings


def today() -> date:
    """By the clock of the house."""
    return day_of(clock.now())


def day_of(at: datetime) -> date:
    """The day of a moment, by the clock of the house."""
    return at.astimezone(ZoneInfo(settings.get("zone"))).date()
