"""The figures that spreadsheets read: one line for each campaign."""

from collections.abc import Iterator, Sequence

from tracker.files.workbooks_out import Cell
from tracker.words import Lazy, lazy

COLUMNS: dict[str, Lazy] = {
    "campaign": lazy("Name of the campaign"),
}


def lines(only: frozenset[str] | None) -> Iterator[Sequence[Cell]]:
    return iter(())
