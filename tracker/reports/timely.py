"""How many were on time, by weeks: neighbours are put together until each line may be told, after all that was told before. Pure."""

from collections.abc import Callable, Sequence

from tracker.records import dataclass
from tracker.reports.small_numbers import LEAST, LEAST_WHOLE, Fact


@dataclass(frozen=True, slots=True)
class Timely:
    """Of those whose first signup came in from `begins` to before `ends` and whose time is over (`due`): on time. `signups`: all that
    came in there, where anybody's time can be over. `closed`: everybody's is who will ever be told of there.
    """

    begins: float
    ends: float
    due: int
    in_time: int
    signups: int
    closed: bool = True

    @property
    def kinds(self) -> tuple[int, int, int]:
        """On time; late; not counted here, or not yet. Apart from each other."""
        return self.in_time, self.due - self.in_time, self.signups - self.due

    def facts(self) -> dict[str, Fact]:
        """By what they count: see told_numbers."""
        _in_time, late, others = self.kinds
        numbers = {"due": self.due, "in_time": self.in_time, "late": late, "others": others}
        return {name: Fact(self.begins, self.ends, number) for name, number in numbers.items()}


# Whether all of these may be told together, the first of which is the whole time; only the latter have not been looked at before.
Allowed = Callable[[Sequence[Timely], Sequence[Timely]], bool]


def timely(
    whole: Timely, cuts: Sequence[float], before: Callable[[float], tuple[int, int, int]], allowed: Allowed
) -> list[Timely]:
    """`cuts`: where a week begins, of those at which signups are told apart, too. `before`: due, in time and signups before a cut.
    `whole` is closed where its time is over.

    One line ends as soon as there is enough of each kind in it, and another begins where enough is left: so each week of it but one
    may be nobody's. Less than two: nothing can be told apart.
    """
    found: list[Timely] = []
    begins, so_far = whole.begins, (0, 0, 0)
    for cut in cuts:
        one = Timely(begins, cut, *_less(before(cut), so_far))
        rest = Timely(cut, whole.ends, *_less((whole.due, whole.in_time, whole.signups), before(cut)), whole.closed)
        enough = _enough(one, whole) and _enough(rest, whole)
        every = [whole, *found, one, rest]
        # Those that were found stood beside each other when the last of them was looked at.
        if enough and allowed(every, [one, rest] if found else every):
            found.append(one)
            begins, so_far = cut, before(cut)
    last = Timely(begins, whole.ends, *_less((whole.due, whole.in_time, whole.signups), so_far), whole.closed)
    return [*found, last] if found else []


def _enough(part: Timely, whole: Timely) -> bool:
    """Five of each kind. Where there is nobody of a kind in the whole, which is told, there is nobody of it here."""
    pairs = zip(part.kinds, whole.kinds, strict=True)
    return part.due >= LEAST_WHOLE and all(number >= LEAST or not all_of_it for number, all_of_it in pairs)


def _less(all_: tuple[int, int, int], part: tuple[int, int, int]) -> tuple[int, int, int]:
    return all_[0] - part[0], all_[1] - part[1], all_[2] - part[2]
