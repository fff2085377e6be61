"""Who stays on a rung of the ladder from one moment to another: what may be told of it beside all that was told. Pure.

Who stands on a rung at a moment has stayed there for no time at all. Of those who stand there at the end of a period, the others have come
up to it; of those who stood there at its beginning, the others have gone on. Nobody comes down, so whoever is there twice was there
all the time.
"""

from collections import defaultdict
from collections.abc import Iterable

from tracker.records import dataclass
from tracker.reports.small_numbers import SINCE_EVER, tellable


@dataclass(frozen=True, slots=True)
class Stay:
    """So many stood on it at `begins` and at `ends` (the same: at that moment)."""

    begins: float
    ends: float
    number: int

    def within(self, other: "Stay") -> bool:
        return other.begins <= self.begins and self.ends <= other.ends


def stays_tellable(new: Stay, told: Iterable[Stay], closed: float = SINCE_EVER) -> bool:
    """Whether nobody, or five and more, came or went between any two times, or came after one and were gone by another.

    `closed`: until then nobody has gone on, and whoever was there before is there still.
    """
    new, *told = (
        Stay(each.begins, max(each.ends, closed) if each.begins <= closed else each.ends, each.number)
        for each in (new, *told)
    )
    nested = all(tellable(new.number - each.number) for each in told if new.within(each) or each.within(new))
    return nested and all(map(tellable, _passed(new, told)))


def _passed(new: Stay, told: list[Stay]) -> Iterable[int]:
    """How many came after one moment and were gone by another, as far as the new number says so together with those told."""
    numbers = defaultdict[tuple[float, float], set[int]](set)
    for each in (new, *told):
        numbers[each.begins, each.ends].add(each.number)
    for first in numbers:
        for second in numbers:
            if not first[0] < second[0] <= first[1] < second[1]:
                continue
            shortest, longest = (second[0], first[1]), (first[0], second[1])
            if (
                shortest in numbers
                and longest in numbers
                and (new.begins, new.ends) in (first, second, shortest, longest)
            ):
                yield from (
                    short - one - other + long
                    for short in numbers[shortest] for one in numbers[first]
                    for other in numbers[second] for long in numbers[longest]
                )  # fmt: skip
