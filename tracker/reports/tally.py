"""Adding up: one signup after the other, an ally once in each group in which they signed up."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import ceil
from zoneinfo import ZoneInfo

from tracker.reports import standing as s
from tracker.reports.people import Signed
from tracker.reports.places import Place
from tracker.reports.scope import GROUPS
from tracker.reports.shapes import Day, Funnel, Rates, Room, Share, Waits, Week

# A follow-up is on time within so many seconds.
ON_TIME = 72 * 3600
HOUR = 3600
# Clocks change at quarters of an hour, all over the world.
QUARTER = 900

Cell = tuple[str, str]
WHOLE: Cell = ("", "")


class Waited:
    """Whole hours until something happened, and who waits still."""

    def __init__(self) -> None:
        self.hours = Counter[int]()
        self.waiting = 0

    def add(self, since: int, until: int | None) -> None:
        """Seconds. Whoever we were in touch with before has not waited at all."""
        if until is None:
            self.waiting += 1
        else:
            self.hours[max(0, until - since) // HOUR] += 1

    def told(self) -> Waits:
        """Of all: those who wait come after everybody else."""
        people = self.hours.total() + self.waiting
        return Waits(people, self.waiting, self._within(50, people), self._within(90, people))

    def _within(self, percent: int, people: int) -> int | None:
        """The least number of hours within which so many were contacted. None: not yet, or nobody is there."""
        wanted, so_far = ceil(people * percent / 100), 0
        for hours in sorted(self.hours):
            so_far += self.hours[hours]
            if so_far >= wanted:
                return hours
        return None


class Tally:
    """What one look at the signups of a scope adds up to. add() takes all signups of an ally in a row; close() comes last."""

    def __init__(self, there: Mapping[str, Place], zone: str, confirmed_first: bool, at: datetime) -> None:
        self._there, self._zone, self._now = there, ZoneInfo(zone), int(at.timestamp())
        self._standing = cache(lambda bits: s.standing(bits, confirmed_first))
        self._day = cache(self._day_of)
        self._ally = ""
        self._rows: list[Signed] = []
        # By screening: signups; and allies who signed up there alone, by steps.
        self._signups, self._alone = Counter[str](), Counter[tuple[str, int]]()
        # Of allies who signed up at several.
        self._cells = defaultdict[Cell, Counter[int]](Counter)
        self._days, self._due, self._in_time = Counter[date](), Counter[date](), Counter[date]()
        self._waited, self._waited_in_person = Waited(), Waited()
        self.sources = Counter[str]()
        self.new = self._agreed = self._opted_out = self._followed = self._abandoned = 0

    def add(self, row: Signed) -> None:
        if row.ally_id != self._ally:
            self.close()
            self._ally = row.ally_id
        self._rows.append(row)

    def close(self) -> None:
        """Count the ally whose signups were added last."""
        rows = self._rows
        if not rows:
            return
        bits = 0
        for row in rows:
            bits |= row.bits
            self._signups[row.screening_id] += 1
            self.sources[row.source] += 1
            self._days[self._day(row.at // QUARTER)] += 1
        first = rows[0].at if len(rows) == 1 else min(row.at for row in rows)
        stands = self._standing(bits)
        if len(rows) == 1:
            self._alone[rows[0].screening_id, stands.steps] += 1
        else:
            for cell in {cell for row in rows for cell in self._cells_of(row.screening_id)}:
                self._cells[cell][stands.steps] += 1
        self._rate(stands)
        if stands.promised:
            self._waited.add(first, rows[0].contact_at)
            self._time(first, rows[0].contact_at)
        if stands.promised_person:
            self._waited_in_person.add(first, rows[0].spoken_at)
        self._rows = []

    def _rate(self, stands: s.Standing) -> None:
        self.new += stands.new
        self._agreed += stands.agreed
        self._opted_out += stands.opted_out
        self._followed += stands.followed
        self._abandoned += stands.abandoned

    def _time(self, first: int, contact: int | None) -> None:
        """Of those whose time is over."""
        if first + ON_TIME <= self._now:
            week = monday(self._day(first // QUARTER))
            self._due[week] += 1
            self._in_time[week] += contact is not None and contact - first <= ON_TIME

    def _cells_of(self, screening_id: str) -> list[Cell]:
        return [WHOLE, *zip(GROUPS, self._there[screening_id].keys, strict=True)]

    def _day_of(self, quarter: int) -> date:
        return datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(self._zone).date()

    def signups_at(self, screening_id: str) -> int:
        return self._signups[screening_id]

    def funnels(self) -> dict[Cell, Funnel]:
        """Of each group that has signups, and of the whole; without rooms."""
        cells = defaultdict[Cell, Counter[int]](Counter, {cell: Counter(steps) for cell, steps in self._cells.items()})
        for (screening_id, steps), number in self._alone.items():
            for cell in self._cells_of(screening_id):
                cells[cell][steps] += number
        signups = Counter[Cell]()
        for screening_id, number in self._signups.items():
            for cell in self._cells_of(screening_id):
                signups[cell] += number
        return {cell: _funnel(signups[cell], steps) for cell, steps in cells.items()}

    @property
    def waits(self) -> Waits:
        return self._waited.told()

    @property
    def waits_in_person(self) -> Waits:
        return self._waited_in_person.told()

    @property
    def days(self) -> list[Day]:
        return [Day(day, self._days[day]) for day in sorted(self._days)]

    @property
    def weeks(self) -> list[Week]:
        """Those without signups are left out."""
        signups = Counter[date]()
        for day, number in self._days.items():
            signups[monday(day)] += number
        return [Week(each, signups[each], Share(self._in_time[each], self._due[each])) for each in sorted(signups)]

    def rates(self, funnel: Funnel) -> Rates:
        promised = self.waits.people
        return Rates(
            conversion=funnel.room.conversion, follow_up=Share(self._followed, promised),
            on_time=Share(self._in_time.total(), self._due.total()), action=Share(funnel.acted, funnel.reached),
            action_said=Share(funnel.acted_said, funnel.contactable), outcome=Share(funnel.outcomes, funnel.contactable),
            abandon=Share(self._abandoned, promised), opt_out=Share(self._opted_out, self._agreed),
        )  # fmt: skip


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def with_room(funnel: Funnel, room: Room) -> Funnel:
    return Funnel(
        room, funnel.signups, funnel.allies, funnel.contactable, funnel.awaiting, funnel.reached, funnel.acted_said,
        funnel.acted, funnel.outcomes,
    )  # fmt: skip


def _funnel(signups: int, steps: Counter[int]) -> Funnel:
    def of(step: int) -> int:
        return sum(number for held, number in steps.items() if held & step)

    return Funnel(
        Room(),
        signups,
        steps.total(),
        of(s.CONTACTABLE),
        of(s.AWAITING),
        of(s.REACHED),
        of(s.SAID),
        of(s.ACTED),
        of(s.OUTCOME),
    )
