"""What a file really is, told by its first bytes; its name has to agree."""

import zipfile
from enum import StrEnum
from io import BytesIO

from tracker.errors import Refusal
from tracker.files.bounds import LARGEST_UPLOAD
from tracker.words import lazy


class Empty(Refusal):
    sentence = lazy("There is nothing in this file.")
    field = "file"


class TooLarge(Refusal):
    sentence = lazy("This file is larger than %(most)s MB. Split it and bring the parts one by one.")
    field = "file"
    status = 413


class NotATable(Refusal):
    sentence = lazy("This is not a table that can be read. Save it as CSV or as an Excel workbook (.xlsx).")
    field = "file"


class ReallyAnother(Refusal):
    sentence = lazy(
        "The name says %(says)s, but inside it is %(really)s. Save it as CSV or as an Excel workbook (.xlsx)."
    )
    field = "file"


class OldOrLocked(Refusal):
    sentence = lazy("This is an old Excel file (.xls) or one with a password. Save it as .xlsx without a password.")
    field = "file"


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    ICS = "ics"


ENDINGS = {
    "csv": Kind.CSV,
    "tsv": Kind.CSV,
    "tab": Kind.CSV,
    "txt": Kind.CSV,
    "xlsx": Kind.XLSX,
    "ics": Kind.ICS,
    "ical": Kind.ICS,
}

PICTURE, PACKED, PROGRAM = lazy("a picture"), lazy("a packed file"), lazy("a program")
OTHERS = {
    b"%PDF": lazy("a PDF"), b"\x89PNG": PICTURE, b"GIF8": PICTURE, b"\xff\xd8\xff": PICTURE, b"RIFF": lazy("a film"),
    b"\x1f\x8b": PACKED, b"7z\xbc\xaf": PACKED, b"Rar!": PACKED, b"{\\rtf": lazy("a text document"),
    b"SQLite format": lazy("a database"), b"\x7fELF": PROGRAM, b"MZ\x90": PROGRAM,
}  # fmt: skip
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<table")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ODD = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1a\x00")


def kind_of(data: bytes, filename: str) -> Kind:
    """CSV, XLSX or ICS. Raises TooLarge, NotATable, ReallyAnother, OldOrLocked."""
    if len(data) > LARGEST_UPLOAD:
        raise TooLarge(most=LARGEST_UPLOAD // 1024 // 1024)
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    says = ENDINGS.get(ending)
    if data.startswith(OLD_OFFICE):
        raise OldOrLocked
    for mark, really in OTHERS.items():
        if data.startswith(mark):
            raise ReallyAnother(says=f".{ending[:10]}", really=really)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(MARKUP):
        raise ReallyAnother(says=f".{ending[:10]}", really=lazy("a web page"))
    if says is None:
        raise NotATable
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        if says is not Kind.ICS:
            raise ReallyAnother(says=f".{ending[:10]}", really=lazy("a calendar"))
        return Kind.ICS
    return _zipped(data, ending) if data.startswith(b"PK") and not _is_words(data) else _plain(data, says)


def _zipped(data: bytes, ending: str) -> Kind:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, UnicodeError):
        raise NotATable from None
    if "xl/workbook.xml" not in names:
        raise ReallyAnother(says=f".{ending}", really=PACKED)
    if ending != "xlsx":
        raise ReallyAnother(says=f".{ending}", really=lazy("an Excel workbook"))
    return Kind.XLSX


def _is_words(data: bytes) -> bool:
    """A CSV may well begin with the letters PK; an archive never goes on in letters."""
    return data[2:4].isalnum() or data[2:3] in b",;|\t _"


def _plain(data: bytes, says: Kind) -> Kind:
    if says is not Kind.CSV:
        raise ReallyAnother(says=f".{says.value}", really=lazy("something else"))
    head = data[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # half of a letter of Hangul may be any byte
        head = head[: len(head) // 2 * 2].decode("utf_16", "replace").encode("utf_8", "replace")
    if len(head) - len(head.translate(None, ODD)) > max(2, len(head) // 200):
        raise NotATable
    return Kind.CSV
