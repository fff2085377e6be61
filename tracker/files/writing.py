"""Tables that people take with them: CSV, XLSX and JSON in which no cell can start a formula, written while they are read.

Each gives its bytes piece by piece, so that a hundred thousand rows never lie in memory, nor, with a contact in them, on a disk.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import StringIO

from tracker.files import workbooks_out
from tracker.files.workbooks_out import UNWRITABLE, Cell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212")
"""OWASP: CSV injection. A spreadsheet runs a cell that starts with one of these; some read the full-width ones alike."""

FORMS = ("csv", "xlsx", "json")
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


def pieces(form: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A file in one of FORMS."""
    writes = {"csv": csv_pieces, "xlsx": workbooks_out.xlsx_pieces, "json": json_pieces}[form]
    return writes(header, rows)


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with a byte order mark, without which Excel reads Hangul and accents wrongly."""
    yield _csv([[harmless(name) for name in header]]).encode("utf-8-sig")
    for some in workbooks_out.some_at_a_time(rows):
        yield _csv([[_safe(cell) for cell in row] for row in some]).encode("utf-8", "replace")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same in one."""
    return b"".join(csv_pieces(header, rows))


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str = "List") -> bytes:
    """An XLSX workbook with one sheet; every text stays a text, so nothing needs a prefix."""
    return b"".join(workbooks_out.xlsx_pieces(header, rows, sheet))


def json_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A list of objects, one a line."""
    before = "[\n"
    for some in workbooks_out.some_at_a_time(rows):
        lines = [json.dumps(_named(header, row), ensure_ascii=False) for row in some]
        yield (before + ",\n".join(lines)).encode("utf-8", "replace")
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def harmless(text: str) -> str:
    """`text` with a `'` before it when a spreadsheet would run it, blanks before it or not; what is unprintable is left out."""
    text = text.translate(UNWRITABLE)
    starts = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if starts else text


def _safe(cell: Cell) -> str:
    """A number is none that somebody typed: -97.7 is where a cinema is, and no formula."""
    told = workbooks_out.told(cell)
    return told if isinstance(cell, int | float) else harmless(told)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _named(header: Sequence[str], row: Sequence[Cell]) -> dict[str, object]:
    return {
        name: cell.isoformat() if isinstance(cell, datetime | date | time) else cell
        for name, cell in zip(header, row, strict=True)
    }
