"""The reader of attack.py, with what was told by weeks of who was on time, and of who came up the ladder."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from math import ceil

from tests.reports.attack import LAST, Reader, tellings
from tests.reports.small_world import FIRST, ON_TIME, RUNGS, Person, World, quarter_of
from tracker.reports.once_told import Telling
from tracker.reports.small_numbers import FOR_EVER, SINCE_EVER

# Where somebody is: may be contacted, was reached, their time is over, they were on time. And where they can be later.
NOBODY, MAY, REACHED, LATE, LATE_REACHED, IN_TIME = range(6)
NEXT = {
    NOBODY: (NOBODY, MAY, REACHED, LATE, LATE_REACHED, IN_TIME), MAY: (MAY, REACHED, LATE, LATE_REACHED, IN_TIME),
    REACHED: (REACHED, LATE_REACHED, IN_TIME), LATE: (LATE, LATE_REACHED), LATE_REACHED: (LATE_REACHED,), IN_TIME: (IN_TIME,),
}  # fmt: skip
DUE = (LATE, LATE_REACHED, IN_TIME)
KINDS = {
    "contactable": (MAY, REACHED, *DUE), "reached": (REACHED, LATE_REACHED, IN_TIME), "due": DUE, "in_time": (IN_TIME,),
    "late": (LATE, LATE_REACHED),
}  # fmt: skip
Piece = tuple[int, int]
Way = tuple[int, ...]


def _where(person: Person, at: int) -> int:
    contactable, reached = person.level(at)[:2]
    if person.due(at):
        return IN_TIME if person.in_time(at) else LATE_REACHED if reached else LATE
    return REACHED if reached else MAY if contactable else NOBODY


def _day(quarter: float) -> int:
    """Whoever came on an earlier day came before it."""
    if quarter in (SINCE_EVER, FOR_EVER):
        return 0 if quarter == SINCE_EVER else LAST + 1
    return min(LAST + 1, max(0, ceil((quarter - quarter_of(0)) / 96)))


@dataclass
class Weeks:
    """The unknowns: how many came in a piece of time, and where they were at each moment."""

    told: list[Telling]
    at: list[int]

    def __post_init__(self) -> None:
        self.moments = sorted(set(self.at))
        times = [(time.begins, time.ends) for each in self.told for time in (each, *each.timely)]
        times += [span[:2] for each in self.told for span in each.spans]
        cuts = {_day(cut) for time in times for cut in time} | {day - ON_TIME + 1 for day in self.moments}
        self.pieces = list(pairwise(sorted({0, LAST + 1, *cuts})))
        ways: list[Way] = [()]
        for _moment in self.moments:
            ways = [(*way, place) for way in ways for place in (NEXT[way[-1]] if way else NEXT[NOBODY])]
        self.ways = ways

    def within(self, begins: float, ends: float) -> list[Piece]:
        return [each for each in self.pieces if _day(begins) <= each[0] and each[1] <= _day(ends)]

    def on(self, time: Iterable[Piece], moment: int, places: Iterable[int]) -> frozenset[object]:
        """Those who are in one of these places at a moment."""
        return frozenset((piece, way) for piece in time for way in self.can(piece) if way[moment] in places)

    def can(self, piece: Piece) -> list[Way]:
        """Nobody's time is over before three days have gone."""
        early = [n for n, day in enumerate(self.moments) if piece[0] + ON_TIME > day]
        return [way for way in self.ways if not any(way[n] in DUE for n in early)]


def weeks_given_away(world: World, at: list[int]) -> list[str]:
    """Who was on time, late, or not counted there, in each piece of time and at each moment; and who came to be so between two. `at`: the
    days of the tellings.
    """
    reader, weeks = Reader(), Weeks(tellings(world), at)
    for telling, day in zip(weeks.told, at, strict=True):
        now, whole = weeks.moments.index(day), weeks.within(telling.begins, telling.ends)
        everybody = weeks.on(whole, now, NEXT[NOBODY])
        reader.told([*everybody, *(("again", piece) for piece in whole)], telling.numbers["signups"])
        if "allies" in telling.numbers:
            reader.told(everybody, telling.numbers["allies"])
        for name in ("contactable", "reached", "due", "in_time"):
            if name in telling.numbers:
                reader.told(weeks.on(whole, now, KINDS[name]), telling.numbers[name])
        for begins, ends, number in telling.spans:
            time = weeks.within(begins, ends)
            reader.told([*weeks.on(time, now, NEXT[NOBODY]), *(("again", piece) for piece in time)], number)
        for week in telling.timely:
            time = weeks.within(week.begins, week.ends)
            reader.told(weeks.on(time, now, KINDS["due"]), week.due)
            reader.told(weeks.on(time, now, KINDS["in_time"]), week.in_time)
    return list(reader.gives_away(_of_weeks(world, weeks)))


def _of_weeks(world: World, weeks: Weeks) -> Iterator[tuple[object, frozenset[object], int]]:
    told = [weeks.within(time.begins, time.ends) for each in weeks.told for time in (*each.timely, each)]
    times = [[each] for each in weeks.pieces] + told
    times += [[each for each in one if each not in other] for one in told for other in told]
    for time, (now, day) in product(dict.fromkeys(map(tuple, times)), enumerate(weeks.moments)):
        there = [each for each in world.people if any(begins <= each.day < ends for begins, ends in time)]
        for kind in ("due", "in_time", "late"):
            places = KINDS[kind]
            here, those = weeks.on(time, now, places), [each for each in there if _where(each, day) in places]
            yield (kind, time, day), here, len(those)
            for then, earlier in list(enumerate(weeks.moments))[:now]:
                new = [each for each in those if _where(each, earlier) not in places]
                yield (kind, time, earlier, day), here - weeks.on(time, then, places), len(new)
        others = weeks.on(time, now, (NOBODY, MAY, REACHED)) | {("again", piece) for piece in time}
        yield ("others", time, day), others, sum(len(each.signups) - each.due(day) for each in there)


@dataclass(frozen=True)
class Stands:
    """Who had joined `by` a moment, stands `on` these rungs at these moments, and not on those (`off`)."""

    by: int
    on: dict[int, int] = field(default_factory=dict)
    off: dict[int, int] = field(default_factory=dict)

    def fits(self, path: Sequence[int]) -> bool:
        return all(path[n] == rung for n, rung in self.on.items()) and not any(
            path[n] == rung for n, rung in self.off.items()
        )


@dataclass
class Ladder:
    """The unknowns: who had joined by which moment, and where they stood at each from then on; nobody comes down."""

    told: list[Telling]
    at: list[int]

    def __post_init__(self) -> None:
        self.begins = [_moment(each.since, -0.5, SINCE_EVER) for each in self.told]
        self.ends = [
            min(float(day), _moment(each.until, 0.5, FOR_EVER)) for each, day in zip(self.told, self.at, strict=True)
        ]
        self.moments = sorted({*self.begins, *self.ends})
        self.ways = [
            (joined, (0,) * joined + path)
            for joined in range(len(self.moments))
            for path in product(range(len(RUNGS)), repeat=len(self.moments) - joined)
            if all(one <= two for one, two in pairwise(path))
        ]

    def on(self, stands: Stands) -> frozenset[object]:
        return frozenset(way for way in self.ways if way[0] <= stands.by and stands.fits(way[1]))

    def truly(self, world: World, stands: Stands) -> int:
        def path(person: Person) -> list[int]:
            return [person.rung(each) if person.day <= each else 0 for each in self.moments]

        return world.count(lambda person: person.day <= self.moments[stands.by] and stands.fits(path(person)))


def moves_given_away(world: World, at: list[int]) -> list[str]:
    """Who stood on which rung when, came up to it, went on, or both, as far as small numbers of them are certain."""
    reader, ladder = Reader(), Ladder(tellings(world), at)
    for telling, begin, end in zip(ladder.told, ladder.begins, ladder.ends, strict=True):
        then, now = ladder.moments.index(begin), ladder.moments.index(end)
        if "everybody" in telling.numbers:
            reader.told(ladder.on(Stands(now)), telling.numbers["everybody"])
        for key, number in telling.tables.get("rungs", {}).items():
            reader.told(ladder.on(Stands(now, {now: RUNGS.index(key)})), number)
        for key, number in telling.tables.get("came", {}).items():
            rung = RUNGS.index(key)
            reader.told(ladder.on(Stands(now, {now: rung}, {then: rung})), number)
    if not reader.sums:
        return []
    wanted = list(_of_ladder(len(ladder.moments)))
    return list(reader.gives_away((each, ladder.on(each), ladder.truly(world, each)) for each in wanted))


def _of_ladder(moments: int) -> Iterator[Stands]:
    for (one, two), rung in product(combinations(range(moments), 2), (1, 2)):
        yield Stands(two, {one: rung, two: rung})
        yield Stands(two, {two: rung}, {one: rung})
        yield Stands(two, {one: rung}, {two: rung})
        for between in range(one + 1, two):
            yield Stands(two, {between: rung}, {one: rung, two: rung})


def _moment(day: object, more: float, without: float) -> float:
    return without if day is None else (day - FIRST).days + more  # type: ignore[operator]
