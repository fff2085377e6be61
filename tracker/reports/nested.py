"""Numbers of people of which one holds another, as the steps of the funnel: told as far as no difference gives a small one away. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import combinations

from tracker.records import dataclass
from tracker.reports.small_numbers import LEAST, LEAST_WHOLE, tellable


@dataclass(frozen=True, slots=True)
class Nest:
    """`within`: each number with those that hold it, in the order in which they are told, holders first. `apart`: pairs that hold
    nobody in common. `beside`: pairs of which mostly, but not always, one holds the other.
    """

    within: Mapping[str, Sequence[str]]
    apart: frozenset[frozenset[str]] = frozenset()
    beside: Sequence[tuple[str, str]] = ()
    _above: dict[str, frozenset[str]] = field(default_factory=dict)

    def above(self, key: str) -> frozenset[str]:
        """All that hold it."""
        if key not in self._above:
            holders = self.within.get(key, ())
            self._above[key] = frozenset(holders).union(*(self.above(each) for each in holders))
        return self._above[key]

    def are_apart(self, one: str, other: str) -> bool:
        """They are, or what holds them is."""
        ones, others = {one, *self.above(one)}, {other, *self.above(other)}
        return any(frozenset({a, b}) in self.apart for a in ones for b in others)


@dataclass(frozen=True, slots=True)
class Kept:
    """`fresh`: as they are now; `stale`: as they were told last, which everybody knows. All others are hidden."""

    fresh: dict[str, int] = field(default_factory=dict)
    stale: dict[str, int] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, int]:
        return {**self.stale, **self.fresh}


def kept(nest: Nest, numbers: Mapping[str, int], stale: Mapping[str, int], allowed: Callable[[str, int], bool]) -> Kept:
    """`numbers`: those that can be computed; `stale`: as each was told last, for this very time; `allowed`: whether it may be told
    after all that was told of it before.
    """
    known = {key: number for key, number in stale.items() if key not in numbers}
    while True:
        fresh, held_back = _tried(nest, numbers, stale, known, allowed)
        if held_back is None:
            return Kept(fresh, known)
        # It stays as it was told; what was to stand beside it is looked at again.
        known[held_back] = stale[held_back]


def _tried(
    nest: Nest, numbers: Mapping[str, int], stale: Mapping[str, int], known: Mapping[str, int],
    allowed: Callable[[str, int], bool],
) -> tuple[dict[str, int], str | None]:  # fmt: skip
    fresh, hidden = dict[str, int](), set[str]()
    for key in nest.within:
        if key in known or key not in numbers:
            continue
        found = {**known, **fresh, key: numbers[key]}
        if allowed(key, numbers[key]) and safe(nest, found, key, hidden):
            fresh[key] = numbers[key]
        elif key in stale:
            return {}, key
        else:
            hidden.add(key)
    return fresh, None


def safe(nest: Nest, found: Mapping[str, int], key: str, hidden: set[str]) -> bool:
    """Whether `key` may stand beside the others that are found, where those in `hidden` are not told."""
    number, holders = found[key], nest.above(key) & found.keys()
    # "Hidden" may mean nobody: so nobody is hidden, too.
    if not holders and number < LEAST:
        return False
    pairs = [pair for pair in nest.beside if key in pair and {*pair} <= found.keys()]
    inside = list(_together(nest, found, key, below=True))
    return (
        all(tellable(found[one] - found[other]) for one, other in pairs)
        and all(tellable(number - held) for _parts, held in inside)
        # Of fewer than ten nothing more is told.
        and not (len(inside) > 1 and 0 < number < LEAST_WHOLE)
        and all(_part_tellable(nest, found, key, holder, [held for _parts, held in inside]) for holder in holders)
        and not any(_shares_a_gap(nest, found, key, each) for each in hidden)
    )


def _part_tellable(nest: Nest, found: Mapping[str, int], key: str, holder: str, inside: Sequence[int]) -> bool:
    """Whether `key` may be told as a part of `holder`: beside those parts that are apart from it, and around those within it."""
    for parts, outer in _together(nest, found, key, below=False):
        if all(holder in nest.above(each) for each in parts):
            rest = found[holder] - outer
            if not tellable(rest - found[key]) or any(0 < abs(rest - held) < LEAST_WHOLE for held in inside):
                return False
    return True


def _together(nest: Nest, found: Mapping[str, int], key: str, below: bool) -> Iterator[tuple[tuple[str, ...], int]]:
    """Those within `key`, or those apart from it, as far as they are apart from each other: which, and how many. None of them, too."""
    ours = [each for each in found if (key in nest.above(each) if below else nest.are_apart(key, each))]
    for size in range(4):
        for parts in combinations(ours, size):
            if all(nest.are_apart(one, other) for one, other in combinations(parts, 2)):
                yield parts, sum(found[each] for each in parts)


def _shares_a_gap(nest: Nest, found: Mapping[str, int], key: str, hidden: str) -> bool:
    """Whether what is told of `key` would say in which way the hidden one is small: nothing that is told lies between the two."""
    if hidden in nest.above(key):
        return not any(hidden in nest.above(each) for each in nest.above(key) & found.keys())
    if key in nest.above(hidden):
        return not any(key in nest.above(each) for each in nest.above(hidden) & found.keys())
    if not nest.are_apart(key, hidden):
        return False
    between = (nest.above(key) | nest.above(hidden)) & found.keys()
    return not any(nest.are_apart(each, hidden if each in nest.above(key) else key) for each in between)
