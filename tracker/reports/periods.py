"""What a report is about: the whole campaign so far, a month, a quarter, any days. By the clock of the house."""

from collections.abc import Iterator
from datetime import date, timedelta

from babel.dates import format_skeleton

from tracker import times
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.team import house_clock
from tracker.words import _, language, lazy

# As many months, and as many quarters, as a list can be looked through.
MOST_OFFERED = 24
# Longer ago nothing was counted; days of the year 1 have no midnight in every zone.
EARLIEST_YEAR = 1990


class PeriodCrossed(Refusal):
    sentence = lazy("It would end before it begins. Look at both days again.")
    field = "until"


class PeriodAhead(Refusal):
    sentence = lazy("A report tells what was. Choose days up to today.")
    field = "until"


class PeriodAbsurd(Refusal):
    sentence = lazy("There are no figures of that year. Look at the day again.")
    field = "since"


class DaysUnsaid(Refusal):
    sentence = lazy("Say from which day to which.")
    field = "since"


@dataclass(frozen=True, slots=True)
class Period:
    """Both days counted in; None: from the beginning, until the moment of counting."""

    since: date | None = None
    until: date | None = None

    @property
    def whole(self) -> bool:
        return self.since is None and self.until is None


WHOLE = Period()


def checked(period: Period) -> Period:
    """Raises PeriodCrossed, PeriodAhead and PeriodAbsurd."""
    if period.since and period.until and period.until < period.since:
        raise PeriodCrossed
    if max(period.since or date.min, period.until or date.min) > house_clock.today():
        raise PeriodAhead
    if period.since and period.since.year < EARLIEST_YEAR:
        raise PeriodAbsurd
    return period


def offered(first: date) -> tuple[list[Period], list[Period]]:
    """Months and quarters that are over since a day, the latest first."""
    months = [*_back(house_clock.today(), first, 1)]
    quarters = [*_back(house_clock.today(), first, 3)]
    return months[:MOST_OFFERED], quarters[:MOST_OFFERED]


def _back(now: date, first: date, long: int) -> Iterator[Period]:
    """Those of so many months that have ended, backwards."""
    begins = _first_of(now, long)
    while begins > first and begins.year > date.min.year + 1:
        ends = begins - timedelta(days=1)
        begins = _first_of(ends, long)
        yield Period(begins, ends)


def _first_of(day: date, long: int) -> date:
    return day.replace(month=day.month - (day.month - 1) % long, day=1)


def words(period: Period) -> str:
    """ "October 2023", "4th quarter 2023", "Mon 23 Oct 2023 to Tue 24 Oct 2023", "the whole campaign so far"."""
    since, until = period.since, period.until
    if since is None:
        return _("from the beginning until %(day)s", day=_day(until)) if until else _("the whole campaign so far")
    if until is None:
        return _("from %(day)s on", day=_day(since))
    after = until + timedelta(days=1)
    if since == _first_of(since, 1) and after == _first_of(after, 1):
        if _first_of(until, 1) == since:
            return times.month_words(since)
        if _first_of(since, 3) == since and _first_of(until, 3) == since:
            return _quarter(since)
    return _day(since) if since == until else _("%(first)s to %(last)s", first=_day(since), last=_day(until))


def _day(day: date) -> str:
    return times.day_words(day, with_year=True)


def _quarter(day: date) -> str:
    return format_skeleton("yQQQQ", day, locale="es_419" if language() == "es" else language())
