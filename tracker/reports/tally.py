"""Adding up: each signup, and each ally once in each group in which they signed up."""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, chain, pairwise
from math import ceil
from zoneinfo import ZoneInfo

from tracker.reports import standing as s
from tracker.reports.followed import LATE
from tracker.reports.people import QUARTER, People
from tracker.reports.places import Place
from tracker.reports.scope import GROUPS
from tracker.reports.shapes import Day, Funnel, Rates, Room, Share, Waits, Week
from tracker.store.numbered import Numbers

# A follow-up is on time within so much. In seconds, as all moments here.
ON_TIME = 72 * 3600
HOUR = 3600

Cell = tuple[str, str]
WHOLE: Cell = ("", "")


class Waited:
    """Whole hours until something happened, and who waits still."""

    def __init__(self) -> None:
        self.hours = Counter[int]()
        self.waiting = 0

    def add(self, moments: Iterable[tuple[int, int]]) -> None:
        """Since when, and until when (LATE: not yet), of each. Whoever we were in touch with before has not waited at all."""
        hours = Counter((until - since) // HOUR if until != LATE else None for since, until in moments)
        self.waiting += hours.pop(None, 0)
        for waited, number in hours.items():
            self.hours[max(0, waited or 0)] += number

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


class _Days:
    """Days by the clock of the house, by their number from the first on: a list of where each begins is small, and quickly looked into."""

    def __init__(self, quarters: Collection[int], zone: ZoneInfo) -> None:
        """`quarters`: of which the days will be asked for."""
        first, last = (
            datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(zone).date()
            for quarter in (min(quarters, default=0), max(quarters, default=0))
        )
        self._first = first
        midnights = (datetime.combine(self.day(number), time(), zone) for number in range((last - first).days + 1))
        self._begins = [int(midnight.timestamp()) // QUARTER for midnight in midnights]

    def number(self, quarter: int) -> int:
        return bisect_right(self._begins, quarter) - 1

    def day(self, number: int) -> date:
        return self._first + timedelta(days=number)


class Tally:
    """What the people of a scope add up to."""

    def __init__(self, there: Mapping[str, Place], zone: str, confirmed_first: bool, at: datetime) -> None:
        # Cells by number: sets of these are joined and counted faster.
        numbers = dict[Cell, int]()
        self._of_place = [
            tuple(numbers.setdefault(cell, len(numbers)) for cell in (WHOLE, *zip(GROUPS, place.keys, strict=True)))
            for place in there.values()
        ]
        self._cells = list(numbers)
        self._ids = {id_: n for n, id_ in enumerate(there)}
        self._zone, self._now, self._confirmed_first = ZoneInfo(zone), int(at.timestamp()), confirmed_first
        # By place; and by steps, in how many cells of these.
        self._signups, self._allies = Counter[int](), defaultdict[int, Counter[int]](Counter)
        self._days, self._due, self._in_time = Counter[date](), Counter[date](), Counter[date]()
        self._waited, self._waited_in_person = Waited(), Waited()
        self.sources = Counter[str]()
        self.new = self._agreed = self._opted_out = self._followed = self._abandoned = 0

    def count(self, people: People) -> None:
        """All of them, once."""
        self.sources, self._signups = people.sources, Counter(people.where)
        days = _Days(people.quarters, self._zone)
        for quarter, number in people.quarters.items():
            self._days[days.day(days.number(quarter))] += number
        by_bits = Counter(people.bits)
        stands = {bits: s.standing(bits, self._confirmed_first) for bits in by_bits}
        for bits, number in by_bits.items():
            self._rate(stands[bits], number)
        self._in_groups(
            people, bytes(map({bits: each.steps for bits, each in stands.items()}.__getitem__, people.bits))
        )
        promised = frozenset(bits for bits, each in stands.items() if each.promised)
        by_person = frozenset(bits for bits, each in stands.items() if each.promised_person)
        self._waited.add(_of(people, promised, people.contact))
        self._waited_in_person.add(_of(people, by_person, people.spoken))
        self._time(people, promised, days)

    def _in_groups(self, people: People, steps: bytes) -> None:
        """Each ally once in each group in which they signed up."""
        alone = Counter[int]()
        for who, places in _signups_of(people, len(steps)):
            if len(places) == 1:
                alone[places[0] << 8 | steps[who]] += 1
            else:
                self._allies[steps[who]].update({cell for place in places for cell in self._of_place[place]})
        for key, number in alone.items():
            for cell in self._of_place[key >> 8]:
                self._allies[key & 0xFF][cell] += number

    def _rate(self, stands: s.Standing, number: int) -> None:
        self.new += number * stands.new
        self._agreed += number * stands.agreed
        self._opted_out += number * stands.opted_out
        self._followed += number * stands.followed
        self._abandoned += number * stands.abandoned

    def _time(self, people: People, promised: frozenset[int], days: "_Days") -> None:
        """Of those whose time is over."""
        due, in_time = Counter[int](), Counter[int]()
        for first, contact in _of(people, promised, people.contact):
            if first + ON_TIME <= self._now:
                day = days.number(first // QUARTER)
                due[day] += 1
                if contact - first <= ON_TIME:
                    in_time[day] += 1
        for found, weeks in ((due, self._due), (in_time, self._in_time)):
            for day, number in found.items():
                weeks[monday(days.day(day))] += number

    def signups_at(self, screening_id: str) -> int:
        return self._signups[self._ids[screening_id]]

    def funnels(self) -> dict[Cell, Funnel]:
        """Of each group that has signups, and of the whole; without rooms."""
        steps, signups = defaultdict[int, Counter[int]](Counter), Counter[int]()
        for step, cells in self._allies.items():
            for cell, number in cells.items():
                steps[cell][step] += number
        for place, number in self._signups.items():
            for cell in self._of_place[place]:
                signups[cell] += number
        return {self._cells[cell]: _funnel(signups[cell], of_cell) for cell, of_cell in steps.items()}

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


def _signups_of(people: People, size: int) -> Iterator[tuple[int, Numbers]]:
    """The places of everybody's signups, by their number: those of all in one array, each at their place in it."""
    begins = array("I", [0]) * size
    for who in people.who:
        begins[who] += 1
    # Where each one's end; as they are put there, from the last to the first, where they begin.
    begins, ordered = array("I", accumulate(begins)), array("I", people.where)
    for who, where in zip(people.who, people.where, strict=True):
        begins[who] -= 1
        ordered[begins[who]] = where
    for who, (begin, end) in enumerate(pairwise(chain(begins, [len(ordered)]))):
        if begin < end:
            yield who, ordered[begin:end]


def _of(people: People, whose: frozenset[int], until: Numbers) -> Iterator[tuple[int, int]]:
    """Of those whose bits are among these: their first signup, and until when it took."""
    each = zip(people.bits, people.first, until, strict=True)
    return ((first, happened) for bits, first, happened in each if bits in whose)


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
