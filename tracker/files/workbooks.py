"""XLSX, values only: bounds first, then every cell as a text that can be read in one way."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from tracker.errors import Refusal
from tracker.files.bounds import LARGEST_UNZIPPED, MOST_COLUMNS, MOST_PARTS, MOST_SHEET_ROWS
from tracker.files.kinds import Empty, NotATable
from tracker.files.records import Source
from tracker.words import lazy


class TooLargeUnzipped(Refusal):
    sentence = lazy("This workbook unpacks to more than %(most)s MB. Save the sheet by itself as CSV.")
    field = "file"
    status = 413


class Damaged(Refusal):
    sentence = lazy("This workbook is damaged. Open it in a spreadsheet program, save it again and bring the new file.")
    field = "file"


class NoSuchSheet(Refusal):
    sentence = lazy("There is no sheet “%(sheet)s” in this workbook.")
    field = "sheet"


def open_sheet(data: bytes, wanted: str | None) -> Source:
    """The records of one sheet. Raises TooLargeUnzipped, Damaged, NoSuchSheet, Empty."""
    from openpyxl import load_workbook  # late: a tenth of a second that no start needs

    _bounded(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}
        epoch = book.epoch
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - openpyxl lets whatever its parsers raise pass through
        raise Damaged from None
    if wanted is not None and wanted not in sheets:
        raise NoSuchSheet(sheet=wanted[:60])
    for title in [wanted] if wanted is not None else list(sheets):
        records = _records(sheets[title])
        first = next(((number, cells) for number, cells in records if any(cells)), None)
        if first is not None:
            return Source(_chain(first, records), "xlsx", sheet=title, sheets=tuple(sheets), epoch=epoch)
    raise Empty


def _chain(first: tuple[int, list[str]], rest: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from rest


def _bounded(data: bytes) -> None:
    """Refuse before anything is unpacked; zipfile itself never reads more than an entry declares."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNZIPPED:
            raise TooLargeUnzipped(most=LARGEST_UNZIPPED // 1024 // 1024)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    _without_declarations(stream.read(4096))
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - zipfile raises a dozen kinds for damaged archives
        raise Damaged from None


def _without_declarations(head: bytes) -> None:
    """A workbook never declares a document type; one that does wants entities expanded."""
    plain = head.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise NotATable


def _records(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
        for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
            if number > MOST_SHEET_ROWS:
                raise Damaged
            yield number, [] if values.count(None) == len(values) else [as_text(value) for value in values]
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - the sheet's XML is parsed while it is read
        raise Damaged from None


def as_text(value: object) -> str:
    """One cell as text: ISO for dates and times, whole numbers without .0, TRUE and FALSE."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, timedelta):
        return _length(value)
    return str(value)


def _moment(value: datetime) -> str:
    """Midnight is how a spreadsheet stores a day without a time. Fractions of a second are rounding noise."""
    if value.microsecond:
        value = (value + timedelta(milliseconds=500) if value < datetime.max - timedelta(seconds=1) else value).replace(  # noqa: DTZ901 - a sheet has no zone
            microsecond=0
        )
    if value.time() == time(0):
        return value.date().isoformat()
    return value.replace(tzinfo=None).isoformat("T", "minutes" if not value.second else "seconds")


def _length(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")
