"""The rows of a file that somebody brought, each kept as one text: a hundred thousand lists of texts take seventy megabytes."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, overload

from tracker.errors import Refusal
from tracker.words import Lazy

# Between two cells; a row with this in a cell is kept as it is.
BETWEEN = "\x1f"


class RowKind(StrEnum):
    """What a row under the heading is."""

    ROW = "row"
    HEADING = "heading"
    """The heading again, as files glued together have it."""


class Row(NamedTuple):
    """`number` is the row as a spreadsheet shows it, the heading of a plain file being 1; `cells` are as many as the
    heading has. `beyond` are filled cells to the right of the heading: a sign that a comma was not quoted."""

    number: int
    cells: list[str]
    kind: RowKind = RowKind.ROW
    beyond: tuple[str, ...] = ()
    why: Refusal | None = None
    """Why it could not be read, where that is known already."""
    said: tuple[Lazy, ...] = ()
    """What should be known about it all the same."""


class Rows(Sequence[Row]):
    """All of them in their order; each is taken apart when it is asked for."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._kept: list[str | Row] = []
        for row in rows:
            self.append(row)

    def append(self, row: Row) -> None:
        number, cells, kind, beyond, why, said = row
        text = BETWEEN.join((str(number), *cells))
        plain = kind is RowKind.ROW and not beyond and why is None and not said and text.count(BETWEEN) == len(cells)
        self._kept.append(text if plain else row)

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Row]:
        return map(_row, self._kept)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        return _row(self._kept[at]) if isinstance(at, int) else [_row(each) for each in self._kept[at]]

    def drained(self) -> Iterator[Row]:
        """Each in its turn, which is let go of with that: afterwards there are none."""
        self._kept.reverse()
        while self._kept:
            yield _row(self._kept.pop())


def _row(kept: str | Row) -> Row:
    if isinstance(kept, Row):
        return kept
    number, *cells = kept.split(BETWEEN)
    return Row(int(number), cells)
