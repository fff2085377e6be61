"""One table out of a file that somebody brought: `read_table`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, islice

from tracker.errors import Refusal
from tracker.files import delimited, workbooks
from tracker.files.bounds import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from tracker.files.kinds import Empty, Kind, NotATable, kind_of
from tracker.files.records import CellTooLong, Source
from tracker.files.table_rows import Row, RowKind, Rows
from tracker.records import dataclass
from tracker.words import lazy


class OnlyHeading(Refusal):
    sentence = lazy("This file has a heading but no rows under it.")
    field = "file"


class TooManyRows(Refusal):
    sentence = lazy("This file has more than %(most)s rows. Split it and bring the parts one by one.")
    field = "file"


class TooManyColumns(Refusal):
    sentence = lazy("Row %(row)s has more than %(most)s columns.")
    field = "file"


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and its rows. `encoding` and `separator` are empty for XLSX, `sheet` and `sheets` for CSV; `epoch` is
    the day 0 of a workbook's date numbers. `above` are lines that stood before the heading, `blank` is how many rows
    under it were empty and are left out; `start` is the heading's number, `end` that of the last record."""

    header: list[str]
    rows: Rows
    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    epoch: datetime | None = None
    above: tuple[str, ...] = ()
    blank: int = 0
    name: str = ""
    """Of a calendar, as it calls itself."""
    start: int = 1
    end: int = 1


def read_table(data: bytes, filename: str, sheet: str | None = None, calendars: bool = False) -> Table:
    """The table in `data`; of a workbook the sheet named, or the first visible one that has rows. `calendars`: they count, too.

    Raises only `Refusal`: the file is too large, not what its name says, empty or cannot be read whole.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Empty
    kind = kind_of(data, filename)
    if kind is Kind.ICS:
        if not calendars:
            raise NotATable
        return _of_calendar(data)
    if kind is Kind.XLSX:
        return _table(workbooks.open_sheet(data, sheet))
    return _table(delimited.open_text(data))


def _of_calendar(data: bytes) -> Table:
    from tracker.files.calendar_tables import (  # late, as all that writes and reads files for people
        HEADER,
        read_calendar,
    )

    read = read_calendar(data)
    if not read.happenings:
        raise OnlyHeading
    rows = Rows(Row(one.number, one.cells, why=one.why, said=one.said) for one in read.happenings)
    return Table(HEADER, rows, "ics", read.encoding, name=read.name)


def _table(source: Source) -> Table:
    records = iter(source.records)
    first = [(number, _trim(cells, number)) for number, cells in islice(records, 12)]
    start = _heading_at([cells for _, cells in first])
    if start is None:
        raise Empty
    header = distinct_names(first[start][1])
    rows, blank, end = _rows(first[start][1], len(header), chain(first[start + 1 :], records))
    if all(row.kind is not RowKind.ROW for row in rows):
        raise OnlyHeading
    return Table(
        header, rows, source.kind, source.encoding, source.separator, source.sheet, source.sheets, source.epoch,
        tuple(" ".join(cells).strip() for _, cells in first[:start] if cells),
        blank, start=first[start][0], end=end,
    )  # fmt: skip


def _heading_at(records: list[list[str]]) -> int | None:
    """The first record that is filled; a lone title line above a wider table is passed over."""
    filled = [at for at, cells in enumerate(records) if cells]
    if not filled:
        return None
    wide = [at for at in filled if sum(bool(cell.strip()) for cell in records[at]) > 1]
    return wide[0] if wide and len(records[filled[0]]) == 1 and wide[0] < filled[-1] else filled[0]


def _rows(heading: list[str], width: int, records: Iterable[tuple[int, Sequence[str]]]) -> tuple[Rows, int, int]:
    """The filled rows, how many were blank before the last filled one, and the number of the last record."""
    rows = Rows()
    blank = empty = number = 0
    again = [cell.strip() for cell in heading]
    for number, raw in records:
        cells = _trim(raw, number)
        if not cells:
            empty += 1
            continue
        blank, empty = blank + empty, 0
        rows.append(_row(number, cells, width, again))
        if len(rows) > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
    return rows, blank, number


def _row(number: int, cells: list[str], width: int, heading: list[str]) -> Row:
    if len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    kind = RowKind.ROW
    if cells[0].strip() == heading[0] and [cell.strip() for cell in cells[: len(heading)]] == heading:
        kind = RowKind.HEADING
    if len(cells) == width:
        return Row(number, cells, kind)
    return Row(number, cells[:width], kind, tuple(cell for cell in cells[width:] if cell.strip()))


def _trim(cells: Sequence[str], number: int) -> list[str]:
    """The cells without the empty ones at the end; refuses what is wider or longer than the bounds."""
    end = len(cells)
    while end and (not cells[end - 1] or cells[end - 1].isspace()):
        end -= 1
    if end > MOST_COLUMNS:
        raise TooManyColumns(row=number, most=MOST_COLUMNS)
    trimmed = list(cells[:end])
    if trimmed and len(max(trimmed, key=len)) > LONGEST_CELL:
        raise CellTooLong(row=number, most=LONGEST_CELL)
    return trimmed


def distinct_names(heading: Sequence[str]) -> list[str]:
    """The heading with a name for every column: an empty one is "Column 3", a second "Date" is "Date (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    for at, cell in enumerate(heading, 1):
        wanted = " ".join(cell.split()) or f"Column {at}"
        name, turn = wanted, 1
        while name.casefold() in taken:
            turn += 1
            name = f"{wanted} ({turn})"
        taken.add(name.casefold())
        names.append(name)
    return names
