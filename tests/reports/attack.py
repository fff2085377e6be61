"""A reader with everything that was told, who knows that numbers are whole and not negative and how they hold each other, and works
out what is hidden: by integer programming, the least and the most that each number can be.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, pairwise, product

import highspy

from tests.reports.small_world import DAYS, FIRST, REGIONS, SOURCES, Person, World, quarter_of
from tracker.reports import told
from tracker.reports.once_told import Telling

# Where somebody stands, at one moment after the other.
Way = tuple[tuple[bool, ...], ...]
LEAST, LAST = 5, DAYS


@dataclass
class Reader:
    """Unknown numbers by name, and what was told: sums of these."""

    sums: list[tuple[frozenset[object], int]] = field(default_factory=list)

    def told(self, atoms: Iterable[object], number: int) -> None:
        self.sums.append((frozenset(atoms), number))

    def gives_away(self, targets: Iterable[tuple[object, frozenset[object], int]]) -> Iterator[str]:
        """`targets`: (what, the unknowns it adds up, how many it truly is). What is small is small for certain, or it is not."""
        wanted = {each[1]: each for each in targets if 0 < each[2] < LEAST}
        if not wanted:
            return
        solver = highspy.Highs()
        solver.silent()
        atoms = sorted({atom for sum_, _number in self.sums for atom in sum_}.union(*wanted), key=repr)
        at = {atom: index for index, atom in enumerate(atoms)}
        # Unbounded in truth; nobody needs more to see that something is not small.
        most = max(number for _sum, number in self.sums)
        solver.addVars(len(atoms), [0.0] * len(atoms), [float(most)] * len(atoms))
        solver.changeColsIntegrality(len(atoms), list(range(len(atoms))), [highspy.HighsVarType.kInteger] * len(atoms))
        for sum_, number in self.sums:
            solver.addRow(number, number, len(sum_), [at[atom] for atom in sum_], [1.0] * len(sum_))
        seen: list[list[float]] = []

        def another(sum_: frozenset[object], sign: int) -> int:
            """The number in a world that fits all that was told, with as few or as many in the sum as can be."""
            costs = [0.0] * len(atoms)
            for atom in sum_:
                costs[at[atom]] = sign
            solver.changeColsCost(len(atoms), list(range(len(atoms))), costs)
            solver.run()
            assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, solver.getModelStatus()
            seen.append(list(solver.getSolution().col_value))
            return _in(seen[-1], sum_)

        def _in(world: list[float], sum_: frozenset[object]) -> int:
            return round(sum(world[at[atom]] for atom in sum_))

        for what, sum_, number in wanted.values():
            # In one world that fits there is nobody, or there are many: it is not known to be small.
            if any(not 0 < _in(each, sum_) < LEAST for each in seen):
                continue
            if another(sum_, -1) < LEAST and another(sum_, 1) > 0:
                yield f"{what}: {number}"


def tellings(world: World) -> list[Telling]:
    return [told.telling(row) for row in world.rows]


def lines_given_away(world: World, table: str) -> list[str]:
    """Of sources or of places: how many came by each line, or by some of them, in whatever time."""
    all_told, reader = tellings(world), Reader()
    leaves = SOURCES if table == "sources" else REGIONS
    times = [(each.begins, each.ends) for each in all_told] + [span[:2] for each in all_told for span in each.spans]
    pieces = list(pairwise(sorted({cut for time in times for cut in time})))

    def within(begins: float, ends: float) -> list[tuple[float, float]]:
        return [each for each in pieces if begins <= each[0] and each[1] <= ends]

    for telling in all_told:
        time = within(telling.begins, telling.ends)
        for some, number in _blocks(telling, table, leaves):
            reader.told(product(some, time), number)
        for begins, ends, number in telling.spans:
            reader.told(product(leaves, within(begins, ends)), number)
    whole = [within(*time) for time in dict.fromkeys(times)]
    spans = (
        [[each] for each in pieces]
        + whole
        + [[each for each in one if each not in other] for one in whole for other in whole]
    )
    groups = [some for size in range(1, len(leaves) + 1) for some in combinations(leaves, size)]
    return list(
        reader.gives_away(
            ((some, span), frozenset(product(some, span)), _came(world, table, some, span))
            for some, span in product(groups, spans)
        )
    )


def _blocks(telling: Telling, table: str, leaves: tuple[str, ...]) -> Iterator[tuple[frozenset[str], int]]:
    """What a telling says of lines together."""
    yield frozenset(leaves), telling.numbers["signups"]
    if table == "sources":
        for key, number in telling.tables.get("sources", {}).items():
            yield frozenset({key}), number
        return
    for country, number in telling.tables.get("countries", {}).items():
        yield frozenset(leaf for leaf in leaves if leaf.partition("-")[0] == country), number
        for key, part in telling.tables.get(f"regions:{country}", {}).items():
            yield frozenset({key}), part


def _came(world: World, table: str, some: tuple[str, ...], time: list[tuple[float, float]]) -> int:
    at = 0 if table == "sources" else 1

    def fits(person: Person) -> int:
        quarter = quarter_of(person.day)
        return any(begins <= quarter < ends for begins, ends in time) * sum(each[at] in some for each in person.signups)

    return world.count(fits)


def changes_given_away(world: World, table: str) -> list[str]:
    """Of whoever moved, was joined with somebody or taken out between two tellings of one time: whatever both tell, of the same lines,
    differs by nobody or by five and more.
    """
    leaves, found = SOURCES if table == "sources" else REGIONS, []
    for one, other in combinations(tellings(world), 2):
        if one.period != other.period:
            continue
        then, now = (_sums(each, table, leaves) for each in (one, other))
        found += [
            f"{set(some)}: {now[some] - then[some]}"
            for some in then.keys() & now.keys()
            if 0 < abs(now[some] - then[some]) < LEAST
        ]
    return found


def _sums(telling: Telling, table: str, leaves: tuple[str, ...]) -> dict[frozenset[str], int]:
    """Every set of lines of which a telling says how many they hold."""
    blocks = dict(_blocks(telling, table, leaves))
    # From the largest: what is left of a block without those within it is a block, too.
    parts = {}
    for block, number in sorted(blocks.items(), key=lambda each: -len(each[0])):
        within = [each for each in blocks if each < block and not any(each < other < block for other in blocks)]
        rest = block - frozenset().union(*within)
        if rest:
            parts[rest] = number - sum(blocks[each] for each in within)
    return {
        frozenset().union(*some): sum(parts[each] for each in some)
        for size in range(1, len(parts) + 1) for some in combinations(parts, size)
    }  # fmt: skip


STEPS = ("contactable", "reached", "outcomes", "acted")
# Where somebody can stand: contactable, reached, with an outcome, acted.
STANDS = [
    each for each in product((False, True), repeat=4)
    if (each[0] or not any(each[1:])) and (not each[3] or (each[1] and each[2]))
]  # fmt: skip


@dataclass
class Steps:
    """The unknowns of the funnel: how many came in a piece of time, and stood where at each moment; nobody goes back."""

    told: list[Telling]
    at: list[int]

    def __post_init__(self) -> None:
        ends = {_n(each.since, 0) for each in self.told} | {_n(each.until, LAST) + 1 for each in self.told}
        self.pieces = list(pairwise(sorted({0, LAST + 1, *(day + 1 for day in self.at), *ends})))
        self.moments = sorted(set(self.at))
        self.ways = [
            way for way in product(STANDS, repeat=len(self.moments))
            if all(after >= before for one, two in pairwise(way) for before, after in zip(one, two, strict=True))
        ]  # fmt: skip

    def there(self, telling: Telling, day: int) -> list[tuple[int, int]]:
        since, until = _n(telling.since, 0), min(_n(telling.until, LAST), day)
        return [each for each in self.pieces if since <= each[0] and each[1] <= until + 1]

    def on(self, time: list[tuple[int, int]], fits: Callable[[Way], bool]) -> frozenset[object]:
        return frozenset((piece, way) for piece in time for way in self.ways if fits(way))


def steps_given_away(world: World, at: list[int]) -> list[str]:
    """Of the funnel: how many stand on each step, or on one and not on another, at each telling, and between two of them. `at`: the
    days of the tellings.
    """
    reader, steps = Reader(), Steps(tellings(world), at)
    for telling, day in zip(steps.told, at, strict=True):
        time, numbers, now = steps.there(telling, day), telling.numbers, steps.moments.index(day)
        everybody = steps.on(time, lambda _way: True)
        reader.told([*everybody, *(("again", piece) for piece in time)], numbers["signups"])
        if "allies" in numbers:
            reader.told(everybody, numbers["allies"])
        for index, step in enumerate(STEPS):
            if step in numbers:
                reader.told(steps.on(time, partial(_stands, now, index)), numbers[step])
    return list(reader.gives_away(_crossed(world, steps)))


def _stands(moment: int, step: int, way: Way) -> bool:
    return way[moment][step]


def _crossed(world: World, steps: Steps) -> Iterator[tuple[object, frozenset[object], int]]:
    """On `two` later, or not, and not so on `one` before; -1: whoever is there at all."""
    days = list(zip(steps.told, steps.at, strict=True))
    for (telling, day), later, one, two, on in product(days, steps.moments, range(-1, 4), range(4), (True, False)):
        if later < day or (one == two and later == day):
            continue
        then, now = steps.moments.index(day), steps.moments.index(later)

        def fits(
            way: Way,
            now: int = now,
            then: int = then,
            one: int = one,
            two: int = two,
            on: bool = on,
        ) -> bool:
            return way[now][two] == on and (one < 0 or way[then][one] != on)

        there = steps.there(telling, day)
        times = [there]
        if one < 0:
            others = [steps.there(other, then_) for other, then_ in days]
            times += [[each for each in there if (each in other) is both] for other in others for both in (True, False)]
        for time in times:
            what = (time, day, one, later, two, on)
            yield what, steps.on(time, fits), _stand(world, time, day, later, one, two, on)


def _stand(world: World, time: list[tuple[int, int]], then: int, now: int, one: int, two: int, on: bool) -> int:
    def fits(person: Person) -> int:
        return (
            any(a <= person.day < b for a, b in time)
            and person.level(now)[two] == on
            and (one < 0 or person.level(then)[one] != on)
        )

    return world.count(fits)


def _n(day: object, other: int) -> int:
    return other if day is None else (day - FIRST).days  # type: ignore[operator]
