"""What a reader works out of numbers told for several times, by adding them up and taking them away from each other. Pure.

A number told for the time from one moment to another says how many more there are before the one than before the other. So between any two
moments that such numbers lead to, over whichever others, it is known how many came: the times may hold each other, or cross.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
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


def linked_tellable(facts: Iterable[Fact]) -> bool:
    """Whether nobody, or five or more, lie between any two moments of which that can be worked out."""
    found, differ = linked(facts)
    apart = (higher - lower for heights in found for lower, higher in pairwise(sorted(heights.values())))
    return all(map(tellable, differ)) and all(map(tellable, apart))


def worked_out(facts: Iterable[Fact], times: Sequence[tuple[float, float]]) -> list[int | None]:
    """How many lie between the two moments of each of these times. None: that cannot be worked out."""
    if not times:
        return []
    found = linked(facts)[0]
    return [
        next((heights[ends] - heights[begins] for heights in found if begins in heights and ends in heights), None)
        for begins, ends in times
    ]
