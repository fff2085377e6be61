"""A reader with everything that was told, who knows that numbers are whole and not negative and how they hold each other, and works
out what is hidden: by integer programming, the least and the most that each number can be.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

import highspy

from tests.reports.small_world import REGIONS, SOURCES, Person, World, quarter_of
from tracker.reports import told
from tracker.reports.once_told import Telling

LEAST = 5


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
    cuts = sorted({cut for each in all_told for cut in (each.begins, each.ends)} | {s for t in all_told for b, e, _n in t.spans for s in (b, e)})
    pieces = list(zip(cuts, cuts[1:], strict=False))

    def within(begins: float, ends: float) -> list[tuple[float, float]]:
        return [each for each in pieces if begins <= each[0] and each[1] <= ends]

    for telling in all_told:
        time = within(telling.begins, telling.ends)
        for some, number in _blocks(telling, table, leaves):
            reader.told(product(some, time), number)
        for begins, ends, number in telling.spans:
            reader.told(product(leaves, within(begins, ends)), number)
    times = [[each] for each in pieces] + [within(each.begins, each.ends) for each in all_told]
    targets = []
    for size, time in product(range(1, len(leaves) + 1), times):
        for some in combinations(leaves, size):
            targets.append(((some, time), frozenset(product(some, time)), _came(world, table, some, time)))
    return list(reader.gives_away(targets))


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


STEPS = ("contactable", "reached", "outcomes", "acted")
# Where somebody can stand: contactable, reached, with an outcome, acted.
STANDS = [
    each for each in product((False, True), repeat=4)
    if (each[0] or not any(each[1:])) and (not each[3] or (each[1] and each[2]))
]  # fmt: skip


def steps_given_away(world: World, at: list[int]) -> list[str]:
    """Of the funnel: how many stand on each step, or on one and not on another, at each telling, and between two of them. `at`: the
    days of the tellings.
    """
    all_told, reader = tellings(world), Reader()
    days = sorted({0, 91, *at, *(d + 1 for d in at)} | {_n(t.since, 0) for t in all_told} | {_n(t.until, 90) + 1 for t in all_told})
    pieces = [each for each in zip(days, days[1:], strict=False) if each[0] < each[1]]
    moments = sorted(set(at))
    # A way through the moments; nobody goes back.
    ways = [
        way for way in product(STANDS, repeat=len(moments))
        if all(all(b >= a for a, b in zip(one, two, strict=True)) for one, two in zip(way, way[1:], strict=False))
    ]  # fmt: skip

    def there(telling: Telling, day: int) -> list[tuple[int, int]]:
        until = min(_n(telling.until, 90), day)
        return [each for each in pieces if _n(telling.since, 0) <= each[0] and each[1] <= until + 1]

    def standing(time: list[tuple[int, int]], day: int, step: int) -> Iterator[object]:
        return ((piece, way) for piece in time for way in ways if way[moments.index(day)][step])

    for telling, day in zip(all_told, at, strict=True):
        time = there(telling, day)
        everybody = list(product(time, ways))
        numbers = telling.numbers
        reader.told([*everybody, *(("again", piece) for piece in time)], numbers["signups"])
        if "allies" in numbers:
            reader.told(everybody, numbers["allies"])
        for index, step in enumerate(STEPS):
            if step in numbers:
                reader.told(standing(time, day, index), numbers[step])
    targets = []
    for (telling, day), later in product(zip(all_told, at, strict=True), moments):
        time = there(telling, day)
        for one, two in product(range(-1, 4), range(4)):
            if later < day or (one == two and later == day):
                continue
            # On `two` later, and not on `one` before; -1: whoever is there at all.
            then, now = moments.index(day), moments.index(later)
            for on in (True, False):
                sum_ = frozenset(
                    (piece, way) for piece in time for way in ways
                    if way[now][two] == on and (one < 0 or way[then][one] != on)
                )  # fmt: skip
                targets.append(((time, STEPS[two], later, on, one, day), sum_, _stand(world, time, day, later, one, two, on)))
    return list(reader.gives_away(targets))


def _stand(world: World, time: list[tuple[int, int]], then: int, now: int, one: int, two: int, on: bool) -> int:
    def fits(person: Person) -> int:
        return (
            any(a <= person.day < b for a, b in time)
            and person.level(now)[two] == on
            and (one < 0 or person.level(then)[one] != on)
        )

    return world.count(fits)


def _n(day: object, other: int) -> int:
    from tests.reports.small_world import FIRST

    return other if day is None else (day - FIRST).days  # type: ignore[operator,no-any-return]
