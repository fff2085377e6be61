"""A calendar: months as grids, each day with what takes place on it. It is a table already, and needs none behind it."""

from calendar import Calendar
from collections.abc import Mapping
from datetime import date, timedelta

from babel.dates import get_day_names

from tracker.charts.shades import shade_of
from tracker.charts.told import Told, largest
from tracker.records import dataclass
from tracker.times import month_words
from tracker.words import language

# Monday first, as the weeks of all figures.
WEEKS = Calendar(0)


@dataclass(frozen=True, slots=True)
class Evenings:
    """What takes place on one day, and how many signed up there (whenever they did)."""

    screenings: int
    signups: Told


@dataclass(frozen=True, slots=True)
class Day:
    """`within`: in this month; the others fill up the weeks, and stay empty."""

    day: date
    within: bool
    evenings: Evenings | None
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    words: str
    first: date
    weeks: tuple[tuple[Day, ...], ...]
    screenings: int
    signups: int


def weekdays() -> list[tuple[str, str]]:
    """Short and whole, Monday first, in the language in force."""
    short, whole = (get_day_names(wide, locale=language()) for wide in ("abbreviated", "wide"))
    return [(short[n], whole[n]) for n in range(7)]


def months(evenings: Mapping[date, Evenings], *, most: int | None = None) -> list[Month]:
    """Those with anything in them, in order. `most`: the signups of a day that are the darkest (else the largest there is)."""
    largest_day = most or largest(each.signups for each in evenings.values())
    firsts = sorted({day.replace(day=1) for day in evenings})
    return [_month(first, evenings, largest_day) for first in firsts]


def _month(first: date, evenings: Mapping[date, Evenings], most: int) -> Month:
    weeks = tuple(
        tuple(_day(day, first, evenings.get(day), most) for day in week)
        for week in WEEKS.monthdatescalendar(first.year, first.month)
    )
    after = (first + timedelta(days=32)).replace(day=1)
    within = [each for day, each in evenings.items() if first <= day < after]
    return Month(
        month_words(first), first, weeks, sum(each.screenings for each in within), sum(each.signups.length for each in within)
    )  # fmt: skip


def _day(day: date, first: date, found: Evenings | None, most: int) -> Day:
    if day.month != first.month or found is None:
        return Day(day, day.month == first.month, None)
    return Day(day, True, found, shade_of(found.signups, most))
