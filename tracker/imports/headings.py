"""Which column means what, told by the headings: each meaning once, the likelier heading first, then the column further left."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from tracker.imports.columns import plain_heading

M = TypeVar("M")


def ranked(spellings: Mapping[M, str]) -> dict[str, tuple[int, M]]:
    """Plain headings with their meaning and how clearly they say it: 0 is the clearest. Spellings are parted by bars."""
    return {
        plain_heading(spelling): (rank, meaning)
        for meaning, many in spellings.items()
        for rank, spelling in enumerate(many.split("|"))
    }


def guess(header: Sequence[str], known: Mapping[str, tuple[int, M]], nothing: M) -> list[M]:
    """One meaning a column; `nothing` where the heading tells none, or another column has it."""
    wishes = sorted(
        (known[plain][0], at, known[plain][1])
        for at, name in enumerate(header)
        if (plain := plain_heading(name)) in known
    )
    found = [nothing] * len(header)
    for _rank, at, meaning in wishes:
        if meaning not in found:
            found[at] = meaning
    return found
