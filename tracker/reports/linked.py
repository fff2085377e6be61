"""What a reader works out of numbers told for several times, by adding them up and taking them away from each other. Pure.

A number told for the time from one moment to another says how many more there are before the one than before the other. So between any two
moments that such numbers lead to, over whichever others, it is known how many came: the times may hold each other, or cross.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from tracker.reports.small_numbers import Fact, tellable

# Moment, and how many are known to come before it, counted from the first that leads there.
Heights = dict[float, int]


def linked(facts: Iterable[Fact]) -> tuple[list[Heights], list[int]]:
    """Moments that numbers lead to from each other; and by how much numbers that lead to the same moment differ, where they do."""
    ways = defaultdict[float, list[tuple[float, int]]](list)
    for fact in dict.fromkeys(facts):
        ways[fact.begins].append((fact.ends, fact.number))
        ways[fact.ends].append((fact.begins, -fact.number))
    found, differ, seen = list[Heights](), list[int](), set[float]()
    for start in ways:
        if start in seen:
            continue
        heights: Heights = {start: 0}
        left = [start]
        for here in left:
            for there, more in ways[here]:
                if there not in heights:
                    heights[there] = heights[here] + more
                    left.append(there)
                elif heights[there] != heights[here] + more:
                    differ.append(abs(heights[there] - heights[here] - more))
        seen |= heights.keys()
        found.append(heights)
    return found, differ


def linked_tellable(found: Iterable[Heights], differ: Iterable[int]) -> bool:
    """Whether nobody, or five or more, lie between any two moments of which that can be worked out. Of what linked() found."""
    apart = (higher - lower for heights in found for lower, higher in pairwise(sorted(heights.values())))
    return all(map(tellable, differ)) and all(map(tellable, apart))


def worked_out(facts: Iterable[Fact], begins: float, ends: float) -> int | None:
    """How many lie between these moments. None: that cannot be worked out."""
    return between(linked(facts)[0], begins, ends)


def between(found: Iterable[Heights], begins: float, ends: float) -> int | None:
    """The same of what linked() found."""
    for heights in found:
        if begins in heights and ends in heights:
            return heights[ends] - heights[begins]
    return None
