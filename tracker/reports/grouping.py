"""Lines of a table of which each stands for other people: small ones are put together with others, and all still adds up. Pure.

What is put together is chosen so that a reader who knows this rule cannot tell of any line in it that it holds one to four: either
it may hold nobody, or it may be the one that was taken along though it could have been told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from tracker.records import dataclass
from tracker.reports.small_numbers import LEAST, LEAST_WHOLE, tellable

# Whether the people of these lines together may be told, after what was told of them before: (lines, how many).
Allowed = Callable[[frozenset[str], int], bool]


class Impossible(Exception):
    """Even the whole would give something away, beside what was told of its lines before: it stays as it was told."""


@dataclass(frozen=True, slots=True)
class Split:
    """`told`: lines that stand for themselves; `rest`: all others together, or None where there are none. `stale`: of those in the
    rest that were told before, what was told: they stay as they were, and what is new of them is in `rest_shown`.
    """

    told: dict[str, int] = field(default_factory=dict)
    grouped: frozenset[str] = frozenset()
    rest: int | None = None
    stale: dict[str, int] = field(default_factory=dict)

    @property
    def rest_shown(self) -> int:
        """Beside the stale lines."""
        return (self.rest or 0) - sum(self.stale.values())

    @property
    def whole(self) -> bool:
        """Nothing can be told apart."""
        return not self.told and not self.stale


@dataclass(frozen=True, slots=True)
class Before:
    """How a table was told before: these lines for themselves, all others together."""

    told: Mapping[str, int]


def split(lines: Mapping[str, int], befores: Iterable[Before], stale: Mapping[str, int], allowed: Allowed) -> Split:
    """`lines`: all there are, with nobody in it too. `befores`: each way in which it was told before, in whatever time. `stale`: what
    was told last of these lines for this very time. Raises Impossible.
    """
    lines = {**dict.fromkeys(stale, 0), **lines}
    if sum(lines.values()) < LEAST_WHOLE:
        return _whole(lines, stale, False)
    rest = {key for key, number in lines.items() if number < LEAST or not allowed(frozenset({key}), number)}
    taken_along = False
    befores = list(befores)
    while not _safe(lines, rest, taken_along, befores, stale, allowed):
        shown = [key for key in lines if key not in rest]
        if not shown:
            return _whole(lines, stale, taken_along)
        # Those alike go together: which of them went would tell the lines apart.
        moves = {key: abs(lines[key] - stale.get(key, 0)) for key in shown}
        rest |= {key for key in shown if moves[key] == min(moves.values())}
        taken_along = True
    told = {key: number for key, number in lines.items() if key not in rest}
    together = sum(lines[key] for key in rest)
    known = {key: stale[key] for key in rest if key in stale}
    return Split(told, frozenset(rest), together if together or known else None, known)


def _whole(lines: Mapping[str, int], stale: Mapping[str, int], taken_along: bool) -> Split:
    """Nothing is told of the lines. What was told before is still known: it must not give away what is new of all."""
    together = sum(lines.values())
    new = together - sum(stale.values())
    if stale and not (tellable(new) and (taken_along or _may_be_nobody(new, len(lines)))):
        raise Impossible
    return Split({}, frozenset(lines), together, dict(stale))


def _may_be_nobody(new: int, lines: int) -> bool:
    """Whether in any of so many lines that moved by fewer than five there may be nobody new."""
    return abs(new) <= (LEAST - 1) * (lines - 1)


def _safe(
    lines: Mapping[str, int], rest: set[str], taken_along: bool,
    befores: Iterable[Before], stale: Mapping[str, int], allowed: Allowed,
) -> bool:  # fmt: skip
    """Whether the lines of `rest` may stand together beside the others."""
    together = sum(lines[key] for key in rest)
    new = together - sum(stale[key] for key in rest if key in stale)
    if together == 0 and not any(key in stale for key in rest):
        return True
    if len(rest) < 2 or together < LEAST or not tellable(new):
        return False
    if not taken_along and not _may_be_nobody(new, len(rest)):
        return False
    return all(allowed(each, sum(lines[key] for key in each)) for each in _known_together(lines, rest, befores))


def _known_together(lines: Mapping[str, int], rest: set[str], befores: Iterable[Before]) -> set[frozenset[str]]:
    """The fewest lines that are told together both now and as they were told before."""
    found = {frozenset(rest)}
    for before in befores:
        others = frozenset(key for key in lines if key not in before.told)
        if not others:
            continue
        found |= {frozenset(rest) | others} if others & rest else {others}
    return found
