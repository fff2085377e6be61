"""Days, weeks and months: as many columns as a phone can show, however long the time is. Weeks begin on Monday (ISO 8601)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from babel.dates import format_skeleton

from tracker.charts.columns import Slot
from tracker.charts.told import Told, together
from tracker.records import dataclass
from tracker.times import day_words, month_words
from tracker.words import _, language

# As many columns as can be told apart on a phone, about.
MOST = 62
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another (inclusive) what was counted: each of `values` apart. `marks`: film screenings on these days."""

    since: date
    until: date
    values: tuple[Told, ...]
    marks: int = 0

    @property
    def words(self) -> str:
        """ "Mon 23 Oct 2023", "week of Mon 23 Oct 2023", "October 2023", "2023"."""
        days = (self.until - self.since).days
        if days == 0:
            return day_words(self.since, True)
        if days < 7:
            return _("week of %(day)s", day=day_words(self.since, True))
        if self.since.day != 1 or (self.until + DAY).day != 1:
            # Put together so that nobody is told by a number.
            return _("%(first)s to %(last)s", first=day_words(self.since, True), last=day_words(self.until, True))
        if days < 31:
            return month_words(self.since)
        if days < 92:
            return _("three months from %(month)s", month=month_words(self.since))
        return str(self.since.year)


# Where the day's span begins: by how fine it is, the finest first.
Step = Callable[[date], date]
STEPS: tuple[tuple[Step, int], ...] = (
    (lambda day: day, 1),
    (lambda day: day - timedelta(days=day.weekday()), 7),
    (lambda day: day.replace(day=1), 30),
    (lambda day: day.replace(month=day.month - (day.month - 1) % 3, day=1), 91),
    (lambda day: day.replace(month=1, day=1), 365),
)


def step_for(since: date, until: date, finest: int = 0) -> int:
    """The place in STEPS of the finest that has no more than MOST columns."""
    days = (until - since).days + 1
    return next((n for n, (_step, long) in enumerate(STEPS) if n >= finest and days / long <= MOST), len(STEPS) - 1)


def of_days(signups: Mapping[date, int], marks: Mapping[date, int], since: date, until: date) -> list[Span]:
    """Every day between the two, those without any, too; put together as far as the length demands."""
    step = step_for(since, until)
    every = [
        Span(day, day, (Told(signups.get(day, 0)),), marks.get(day, 0))
        for day in (since + n * DAY for n in range((until - since).days + 1))
    ]
    return _together(every, step)


def of_weeks(weeks: Sequence[Span]) -> list[Span]:
    """Weeks as they are, or by month, quarter and year where they are too many. A week belongs to where it begins."""
    if not weeks:
        return []
    step = step_for(weeks[0].since, weeks[-1].until, finest=1)
    return list(weeks) if step == 1 else _together(weeks, step)


def _together(spans: Sequence[Span], step: int) -> list[Span]:
    """One hidden number hides the whole that it would be in."""
    begins, made = STEPS[step][0], []
    for first, group in groupby(spans, key=lambda span: begins(span.since)):
        found = list(group)
        values = tuple(together(column) for column in zip(*(each.values for each in found), strict=True))
        made.append(Span(first, _last(first, step), values, sum(each.marks for each in found)))
    return made


def _last(first: date, step: int) -> date:
    """The last day of what begins on this one."""
    begins, long = STEPS[step]
    return begins(first + timedelta(days=long + 7)) - DAY if step > 1 else first + timedelta(days=long - 1)


def slots(spans: Sequence[Span]) -> list[Slot]:
    """As columns take them."""
    far = bool(spans) and (spans[-1].until - spans[0].since).days > 300
    return [Slot(each.words, short(each.since, far=far), each.values, each.marks) for each in spans]


def short(day: date, *, far: bool) -> str:
    """Below a column: "23 Oct", or "Oct 2023" where years matter."""
    if language() == "en":
        return f"{day:%b} {day.year}" if far else f"{day.day} {day:%b}"
    return str(format_skeleton("yMMM" if far else "MMMd", day, locale=language()))
