"""XLSX workbooks written row by row into a ZIP that is sent at the same time.

By hand, though a library is at hand: in its saving mode that one keeps the rows in a plain file on the disk, which a kill leaves
there, and else all of them in memory. What is written here is the least that a workbook needs (ECMA-376): sheets, texts in
their cells, numbers as numbers, never a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import TypeVar
from xml.sax.saxutils import escape

from tracker.files.zips import Member, plain
from tracker.records import dataclass

T = TypeVar("T")
Cell = str | int | float | bool | date | datetime | time | None

UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
LONGEST_XLSX_CELL = 32_767
"""Characters; Excel calls a workbook with a longer one damaged."""
MOST_ROWS = 1_048_575
"""Rows under the heading, as many as a sheet can have."""
SOME = 500
"""Rows in one piece."""

_NOT_IN_NAMES = str.maketrans(dict.fromkeys('[]:*?/\\"', " "))

_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
"""What Excel would read as one character by its number."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    "%(sheets)s"
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    "%(sheets)s"
    f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SHEETS}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip

_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews>"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook. `wide`: how many characters its columns are wide, as far as said."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    wide: Sequence[int] = ()


def xlsx_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str = "List") -> Iterator[bytes]:
    """A workbook with one sheet, its heading bold and in sight."""
    return book_pieces([Sheet(sheet, header, rows)])


def book_pieces(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """A workbook with several, each under a name of its own."""
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    listed = {"[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": links}
    parts: list[Member] = [
        (name, iter([(_HEAD + (text % {"sheets": listed[name]} if name in listed else text)).encode()]))
        for name, text in _PARTS.items()
    ]
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, _names(sheets), strict=True)
    )
    book = f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
    parts.append(("xl/workbook.xml", iter([(_HEAD + book).encode()])))
    parts += [(f"xl/worksheets/sheet{n}.xml", _sheet(each)) for n, each in zip(numbers, sheets, strict=True)]
    return plain(parts)


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """As Excel takes them: 31 characters, none of these, no two the same whatever their case."""
    made: list[str] = []
    for each in sheets:
        plainly = each.name.translate(_NOT_IN_NAMES)[:31].strip("' ") or "List"
        taken = {name.casefold() for name in made}
        tries = (plainly, *(f"{plainly[:27]} ({n})" for n in range(2, len(sheets) + 2)))
        made.append(next(name for name in tries if name.casefold() not in taken))
    return [_cut(name) for name in made]


def some_at_a_time(rows: Iterable[T]) -> Iterator[list[T]]:
    """SOME of them, and SOME of them, to the end."""
    waiting = iter(rows)
    while some := list(islice(waiting, SOME)):
        yield some


def told(cell: Cell) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _sheet(sheet: Sheet) -> Iterator[bytes]:
    first = "".join(_text(name, ' s="1"') for name in sheet.header)
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{wide}" customWidth="1"/>' for n, wide in enumerate(sheet.wide, 1)
    )
    wide = f"<cols>{columns}</cols>" if columns else ""
    yield f'{_HEAD}<worksheet xmlns="{_SHEETS}">{_FROZEN}{wide}<sheetData><row>{first}</row>'.encode()
    for some in some_at_a_time(sheet.rows):
        lines = ("<row>" + "".join(_cell(cell) for cell in row) + "</row>" for row in some)
        yield "".join(lines).encode("utf-8", "replace")
    yield b"</sheetData></worksheet>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e15:
        return f"<c><v>{cell!r}</v></c>"
    return _text(told(cell)) if cell is not None and cell != "" else "<c/>"


def _text(text: str, style: str = "") -> str:
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{_cut(text)}</t></is></c>'


def _cut(text: str) -> str:
    """What a cell can hold, spelt for XML."""
    kept = text.translate(UNWRITABLE).encode("utf-8", "replace").decode()[:LONGEST_XLSX_CELL]
    spelt = _ESCAPE.sub(lambda found: f"_x005F{found[0]}", kept) if "_x" in kept else kept
    return escape(spelt, {"\r": "&#13;"})
