"""Which numbers of people are small, and which differences of numbers that were told would give a small one away. Pure.

A number from 1 to 4 is small. 0 is nobody, and is told where it says nothing of few: see nested.py and grouping.py, where it is
treated as small, too, so that whatever is not told may be 0.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import heappop, heappush
from itertools import accumulate, pairwise

from tracker.records import dataclass

LEAST = 5
# Of fewer people nothing more is told than how many they are: "none" and "all" would say something of each of them, and silence
# that it is some.
LEAST_WHOLE = 2 * LEAST
# More ways to add up what was told are not followed: the number is then not told.
MOST_SUMS = 4_000

SINCE_EVER, FOR_EVER = float("-inf"), float("inf")
# How many of a line came in before a point in time.
Before = Callable[[float], int]


def tellable(number: int) -> bool:
    """As a difference: nobody at all, or five or more, whichever way."""
    return number == 0 or abs(number) >= LEAST


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that was told of one line, for the time from `begins` to before `ends`."""

    begins: float
    ends: float
    number: int

    def within(self, other: "Fact") -> bool:
        return other.begins <= self.begins and self.ends <= other.ends


def differences_tellable(new: Fact, told: Iterable[Fact]) -> bool:
    """Whether nothing small is left over where times that were told are taken away from the new one, or it from them.

    The same time told twice differs by nobody, or by five or more; of a time that holds others, apart from each other, the rest is
    nobody, or five or more.
    """
    return all_differences_tellable([new], told)


def all_differences_tellable(new: Sequence[Fact], told: Iterable[Fact]) -> bool:
    """The same for several that are told at once: `told` holds them, too. What is made of the others alone is not looked at."""
    facts, news = set(told), set(new)
    if not all(_rests(each, [part for part in facts if part.within(each)]) for each in news):
        return False
    return all(_rests_beside(whole, facts, news) for whole in facts if any(each.within(whole) for each in news))


def _rests_beside(whole: Fact, facts: set[Fact], news: set[Fact]) -> bool:
    """Of a time that holds new ones: whatever is taken away from it with one of them."""
    inside = [part for part in facts | news if part.within(whole)]
    together = _rests(whole, inside, news)
    if together is not None:
        return together
    # Too many ways with any of them; with one and what lies apart from it they are fewer.
    return all(
        _rests(whole, [new, *(part for part in inside if _apart(part, new))], {new})
        for new in sorted(news.intersection(inside), key=lambda each: each.begins)
    )


def _apart(one: Fact, other: Fact) -> bool:
    return one.ends <= other.begins or other.ends <= one.begins


# A small rest, where one of those was taken away that are looked at.
_GIVEN_AWAY = {(sign * rest, True) for rest in range(1, LEAST) for sign in (1, -1)}


def _rests(whole: Fact, parts: Iterable[Fact], holding: Collection[Fact] = ()) -> bool | None:
    """Take away, from the first to the last, whichever parts lie apart: whether every rest is tellable. None: too many ways.

    `holding`: only where one of these is taken away as well.
    """
    parts = sorted(set(parts), key=lambda each: (each.begins, each.ends, each.number))
    begins = [each.begins for each in parts]
    after = [bisect_left(begins, each.ends) for each in parts]
    most, held = _most_from(parts, after), {each for each in holding if each.within(whole)}
    # (the rest, whether one of `holding` was taken): where the last part has ended; and by its end where it goes on.
    free, going_on = {(whole.number, not holding)}, dict[float, set[tuple[int, bool]]]()
    ends, ways = list[float](), 0
    for part, later in zip(parts, after, strict=True):
        while ends and ends[0] <= part.begins:
            over = going_on.pop(heappop(ends))
            free |= over
            ways -= len(over)
        # What all parts that begin later cannot bring down to a small number is not followed.
        number, is_held = part.number, part in held
        low, high = number - LEAST_WHOLE, number + LEAST + most[later]
        fits = {(rest - number, so_far or is_held) for rest, so_far in free if low < rest < high}
        if fits:
            if not _GIVEN_AWAY.isdisjoint(fits):
                return False
            if part.ends not in going_on:
                going_on[part.ends] = set()
                heappush(ends, part.ends)
            ways -= len(going_on[part.ends])
            going_on[part.ends] |= fits
            ways += len(going_on[part.ends])
        if len(free) + ways > MOST_SUMS:
            return None
    return _GIVEN_AWAY.isdisjoint({(whole.number, not holding)})


def _most_from(parts: Sequence[Fact], after: Sequence[int]) -> list[int]:
    """The most that parts that lie apart can hold, from each of them on. `after`: of each, the first that may begin where it ends."""
    most = [0]
    for at in range(len(parts) - 1, -1, -1):
        most.append(max(most[-1], parts[at].number + most[len(parts) - max(after[at], at + 1)]))
    return most[::-1]


def all_add_up(before: Before, facts: Iterable[Fact]) -> bool:
    """Whether all that was told is as it would be counted now: then whatever differs is made of the pieces between them."""
    return all(before(fact.ends) - before(fact.begins) == fact.number for fact in facts)


def pieces_tellable(before: Before, times: Iterable[tuple[float, float]]) -> bool:
    """Whether nobody, or five or more, came in in each piece that the ends of these times cut out of them."""
    # How many of these times more begin than end, at each of their ends.
    more = Counter[float]()
    for begins, ends in set(times):
        more[begins] += 1
        more[ends] -= 1
    cuts = sorted(more)
    counted = [before(cut) for cut in cuts]
    within = accumulate(more[cut] for cut in cuts)
    return all(
        tellable(later - earlier) for (earlier, later), inside in zip(pairwise(counted), within, strict=False) if inside
    )
