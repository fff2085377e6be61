"""From one hour to another, as somebody asks for it at the desk."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from tracker import times
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

FIRST_YEAR, LAST_YEAR = 2000, 2200

Asked = tuple[date | None, time | None]


class EndsBefore(Refusal):
    sentence = lazy("That is not after the beginning.")
    field = "until_time"


class _OfAField(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc]


class DayUnsaid(_OfAField):
    sentence = lazy("Say the day too.")


class DayFar(_OfAField):
    sentence = lazy("That is no day of these years. Write it as 2023-10-23.")


@dataclass(frozen=True, slots=True)
class Hours:
    """From a moment on, until another. None: since ever, until now."""

    since: datetime | None = None
    until: datetime | None = None

    def within(self, column: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
        """As conditions of a query."""
        told = [column >= self.since] if self.since else []
        return [*told, column < self.until] if self.until else told


EVER = Hours()


def hours(since: Asked, until: Asked, zone: str) -> Hours:
    """What was asked for, by the clock of `zone`; a day without a time is meant whole.

    Of an hour that a night has twice, all of it. Raises DayUnsaid, DayFar, EndsBefore, and ClockSkipped with its field.
    """
    asked = Hours(_moment(*since, zone, "since"), _moment(*until, zone, "until"))
    if asked.since and asked.until and asked.until <= asked.since:
        raise EndsBefore
    return asked


def _moment(day: date | None, at: time | None, zone: str, which: str) -> datetime | None:
    if day is None:
        if at is not None:
            raise DayUnsaid(f"{which}_day")
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DayFar(f"{which}_day")
    if at is None:
        # The first moment of the day, or of the next: where clocks go forward at midnight, that is one o'clock.
        return datetime.combine(day + timedelta(days=which == "until"), time(), ZoneInfo(zone)).astimezone(UTC)
    try:
        found = times.moment(day, at, zone)
    except times.ClockSkipped as refusal:
        refusal.field = f"{which}_time"  # type: ignore[misc]
        raise
    return found if which == "since" else found.astimezone(ZoneInfo(zone)).replace(fold=1).astimezone(UTC)
