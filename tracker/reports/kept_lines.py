"""The long breakdowns of figures as they are kept: a line of text for each of their lines, and a page reads those alone that it shows.

Of twenty thousand film screenings fifty are looked at at once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from tracker.reports.ranking import NAME, VALUES, values_of
from tracker.reports.shapes import Row
from tracker.reports.stored import row_of, row_written

# A breakdown with up to so many lines is kept with the totals.
SHORT = 100
SORTS = (NAME, *VALUES)


class KeptLines(Sequence[Row]):
    """Those of one group."""

    def __init__(self, by: str, values: Mapping[str, str], lines: Sequence[str]) -> None:
        self._by, self._values, self._lines = by, values, lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self._read(line) for line in self._lines[at]]
        return self._read(self._lines[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def values(self, sort: str) -> Sequence[float | None]:
        """See ranking.Ranked."""
        found: list[float | None] = json.loads(self._values[sort])
        return found

    def find(self, key: str) -> Row | None:
        """The line with this key, without reading the others."""
        begins = f"[{json.dumps(key)},"
        return next((self._read(line) for line in self._lines if line.startswith(begins)), None)

    def _read(self, line: str) -> Row:
        return row_of(self._by, json.loads(line))


def is_long(rows: Sequence[Row]) -> bool:
    return len(rows) > SHORT


def written(groups: Mapping[str, Sequence[Row]]) -> str | None:
    """The long ones of these, in lines of text. None: there is none."""
    long = {by: rows for by, rows in groups.items() if is_long(rows)}
    return "\n".join(_lines(long)) if long else None


def _lines(long: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    yield _json([[by, len(rows)] for by, rows in long.items()])
    for rows in long.values():
        yield from (_json(values_of(rows, sort)) for sort in SORTS)
        yield from (_json(row_written(row)) for row in rows)


def read(text: str) -> dict[str, KeptLines]:
    """What written() wrote."""
    lines = text.split("\n")
    found, at = {}, 1
    for by, size in json.loads(lines[0]):
        begin = at + len(SORTS)
        found[by] = KeptLines(by, dict(zip(SORTS, lines[at:begin], strict=True)), lines[begin : begin + size])
        at = begin + size
    return found


def row_with(rows: Iterable[Row], key: str) -> Row | None:
    """The line with this key."""
    return rows.find(key) if isinstance(rows, KeptLines) else next((row for row in rows if row.key == key), None)


def _json(of: Any) -> str:
    return json.dumps(of, separators=(",", ":"))
