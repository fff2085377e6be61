"""Signups by week or by day: neighbours are put together until each line may be told, after all that was told before. Pure."""

from collections.abc import Callable, Sequence

from tracker.reports.small_numbers import LEAST, LEAST_WHOLE, Fact

# Whether signups of this time may be told, beside these others.
Allowed = Callable[[Fact, Sequence[Fact]], bool]


def spans(whole: Fact, cuts: Sequence[float], before: Callable[[float], int], allowed: Allowed) -> list[Fact]:
    """`cuts`: where a week or a day begins, within the whole. `before`: how many signed up before a cut. One span, or none: nothing can
    be told apart.

    A line ends as soon as there is enough in it, and goes on where too few would be left for the last one: so each but the last day of
    it may hold nobody.
    """
    if whole.number < LEAST_WHOLE:
        return []
    found: list[Fact] = []
    begins, so_far = whole.begins, 0
    for cut in cuts:
        here, left = before(cut) - so_far, whole.number - before(cut)
        if here < LEAST or left < LEAST:
            continue
        one, rest = Fact(begins, cut, here), Fact(cut, whole.ends, left)
        if allowed(one, [whole, *found, rest]) and allowed(rest, [whole, *found, one]):
            found.append(one)
            begins, so_far = cut, before(cut)
    return [*found, Fact(begins, whole.ends, whole.number - so_far)]
