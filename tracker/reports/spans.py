"""Signups by week or by day: neighbours are put together until each line may be told, after all that was told before. Pure."""

from collections.abc import Callable, Sequence

from tracker.reports.small_numbers import LEAST, LEAST_WHOLE, Fact

# Whether signups of these times may be told, beside these others.
Allowed = Callable[[Sequence[Fact], Sequence[Fact]], bool]


def spans(
    whole: Fact, cuts: Sequence[float], before: Callable[[float], int], allowed: Allowed
) -> tuple[list[Fact], float | None]:
    """`cuts`: where a week or a day begins, within the whole. `before`: how many signed up before a cut. The spans, of which the first
    holds all that was before, and the last all that came after; and the cut at which there was enough in the last one. None or one
    span: nothing can be told apart.

    A span ends as soon as there is enough in it, and another begins where enough is left: so each day of it but one may be nobody's.
    """
    if whole.number < LEAST_WHOLE:
        return [], None
    found: list[Fact] = []
    begins, so_far, enough_at = whole.begins, 0, None
    for cut in cuts:
        here, left = before(cut) - so_far, whole.number - before(cut)
        if here < LEAST:
            continue
        one, rest = Fact(begins, cut, here), Fact(cut, whole.ends, left)
        if left >= LEAST and allowed([one, rest], [whole, *found]):
            found.append(one)
            begins, so_far, enough_at = cut, before(cut), None
        elif enough_at is None:
            enough_at = cut
    return [*found, Fact(begins, whole.ends, whole.number - so_far)], enough_at
