"""In which order the lines of a breakdown stand: by their names, or by one of their numbers."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from tracker.reports.shapes import Funnel, Row


@runtime_checkable
class Ranked(Protocol):
    """Lines that know this without being read one by one."""

    def values(self, sort: str) -> Sequence[float | None]:
        """Of each line, in their order: a key of VALUES, or NAME for its place among the names."""


NAME = "name"


def _funnel(row: Row) -> Funnel:
    return row.funnel or Funnel(signups=row.signups)


# None stands last, whichever way.
VALUES: dict[str, Callable[[Row], float | None]] = {
    "signups": lambda row: row.signups,
    "room": lambda row: _funnel(row).room.heads,
    "conversion": lambda row: _funnel(row).room.conversion.percent,
    "reached": lambda row: _funnel(row).reached,
    "acted": lambda row: _funnel(row).acted,
    "outcomes": lambda row: _funnel(row).outcomes,
}


def in_order(rows: Sequence[Row], sort: str, falling: bool) -> list[int]:
    """Places in `rows`. Alike ones by their names, whichever way."""
    names = values_of(rows, NAME)
    if sort == NAME:
        return sorted(range(len(rows)), key=lambda n: names[n] or 0, reverse=falling)
    values = values_of(rows, sort)

    def place(n: int) -> tuple[bool, float, float]:
        value = values[n]
        return value is None, 0 if value is None else -value if falling else value, names[n] or 0

    return sorted(range(len(rows)), key=place)


def values_of(rows: Sequence[Row], sort: str) -> Sequence[float | None]:
    """Of each line, in their order."""
    if isinstance(rows, Ranked):
        return rows.values(sort)
    if sort == NAME:
        places = {words: n for n, words in enumerate(sorted({row.words.casefold() for row in rows}))}
        return [places[row.words.casefold()] for row in rows]
    return [VALUES[sort](row) for row in rows]
