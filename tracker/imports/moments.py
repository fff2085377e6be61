"""From a written date to a venue's day and a moment in UTC."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.errors import Refusal
from tracker.imports.choices import Clock, Holds, Midnight, When
from tracker.imports.dates import Written
from tracker.records import dataclass
from tracker.words import Lazy, lazy

SMALL_HOURS = time(5)
"""A showing that ends before this began on the evening before."""

TWICE = lazy("That hour comes twice that night; the first one is taken.")
EVENING_BEFORE = lazy("It ends after midnight, so its day is the one before.")


class NoSuchTime(Refusal):
    sentence = lazy("%(time)s does not exist that night in %(zone)s: clocks go forward.")


@dataclass(frozen=True, slots=True)
class Moment:
    """The day at the venue, start and end in UTC where they are known."""

    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    notes: tuple[Lazy, ...] = ()


@lru_cache(maxsize=50_000)
def in_utc(day: date, clock: time, zone: str) -> tuple[datetime, bool]:
    """The moment at which the venue's clock shows this, and whether it shows it twice. Raises NoSuchTime.

    zoneinfo moves a time in a gap without a word, so it is checked by the way back.
    """
    local = datetime.combine(day, clock, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(time=clock.strftime("%H:%M"), zone=zone)
    return moment, local.utcoffset() != local.replace(fold=1).utcoffset()


@lru_cache(maxsize=50_000)
def moment_of(written: Written, when: When, zone: str) -> Moment:
    """What a written date means under the choices made for the file. Raises NoSuchTime."""
    if written.clock is None:
        return Moment(written.day)
    moment, local, twice = _placed(written, when.clock, zone)
    if when.holds is Holds.DAYS or _is_day(when.midnight, moment, local):
        return Moment(_day(moment, local, when.midnight))
    notes = (TWICE,) if twice else ()
    if when.holds is Holds.STARTS:
        return Moment(local.date(), moment, None, notes)
    return _ending(moment, local, when.minutes, zone, notes)


def _placed(written: Written, clock: Clock, zone: str) -> tuple[datetime, datetime, bool]:
    """The moment in UTC, the venue's local time, and whether that hour comes twice."""
    assert written.clock is not None
    offset = timedelta(0) if clock is Clock.UTC and written.offset is None else written.offset
    if clock is Clock.VENUE or offset is None:
        moment, twice = in_utc(written.day, written.clock, zone)
        return moment, datetime.combine(written.day, written.clock), twice
    moment = datetime.combine(written.day, written.clock, timezone(offset)).astimezone(UTC)
    return moment, moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None), False


def _is_day(midnight: Midnight, moment: datetime, local: datetime) -> bool:
    if midnight is Midnight.NONE:
        return False
    return (local if midnight is Midnight.VENUE else moment).time() == time(0)


def _day(moment: datetime, local: datetime, midnight: Midnight) -> date:
    """Midnight in UTC means the date as written, unless it is the venue's midnight by which days are known."""
    return moment.date() if moment.time() == time(0) and midnight is not Midnight.VENUE else local.date()


def _ending(moment: datetime, local: datetime, minutes: int | None, zone: str, notes: tuple[Lazy, ...]) -> Moment:
    if minutes:
        starts = moment - timedelta(minutes=minutes)
        return Moment(starts.astimezone(ZoneInfo(zone)).date(), starts, moment, notes)
    if local.time() < SMALL_HOURS:
        return Moment(local.date() - timedelta(days=1), None, moment, (*notes, EVENING_BEFORE))
    return Moment(local.date(), None, moment, notes)
