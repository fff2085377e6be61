"""Tables that people take with them: CSV and XLSX in which no cell can start a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""OWASP: CSV injection. A spreadsheet runs a cell that starts with one of these."""

UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)}
LONGEST_XLSX_CELL = 32_767
"""Characters; Excel calls a workbook with a longer one damaged."""

Cell = str | int | float | bool | date | datetime | time | None


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file in UTF-8 with a byte order mark, without which Excel reads Hangul and accents wrongly."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(name) for name in header])
    writer.writerows([harmless(_text(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str = "List") -> bytes:
    """An XLSX workbook with one sheet; every text stays a text, so nothing needs a prefix."""
    import xlsxwriter  # late: a tenth of a second that no start needs

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        for column, name in enumerate(header):
            page.write_string(0, column, _fitting(name), bold)
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < 1e15:
                    page.write_number(line, column, cell)
                elif cell is not None:
                    page.write_string(line, column, _fitting(_text(cell)))
    return out.getvalue()


def harmless(text: str) -> str:
    """`text` with a `'` before it when a spreadsheet would run it; unprintable characters are left out."""
    text = text.translate(UNWRITABLE)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _fitting(text: str) -> str:
    return text.translate(UNWRITABLE).encode("utf-8", "replace").decode()[:LONGEST_XLSX_CELL]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return str(cell)
