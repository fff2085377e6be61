"""CSV as the world writes it: any of five encodings, four separators, quotes over several lines."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from tracker.errors import Refusal
from tracker.files.bounds import LONGEST_CELL
from tracker.files.kinds import NotATable
from tracker.files.records import CellTooLong, Source
from tracker.words import lazy

SEPARATORS = (",", ";", "\t", "|")
ISOLATED = ["ascii", "utf_8", "utf_16", "cp949", "cp1252"]
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
SEP_LINE = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)
"""The first line by which Excel is told the separator; Excel does not count it as a row."""
UNPRINTED = dict.fromkeys([0, 0xFEFF])
"""NULs and byte order marks left in the middle by files that were joined."""


class UnknownLetters(Refusal):
    sentence = lazy("The letters of this file cannot be read for certain. Save it as CSV UTF-8.")
    field = "file"


class QuoteLeftOpen(Refusal):
    sentence = lazy("A quote that opens in row %(row)s never closes, so where that row ends cannot be told.")
    field = "file"


def open_text(data: bytes) -> Source:
    """The records of a CSV. Raises NotATable, UnknownLetters; while they are read QuoteLeftOpen, CellTooLong."""
    text, encoding = decode(data)
    text = text.translate(UNPRINTED) if "\x00" in text or "\ufeff" in text else text
    told = SEP_LINE.match(text)
    if told:
        return Source(_records(text[told.end() :], told[1]), "csv", encoding, told[1])
    separator = separator_of(text)
    return Source(_records(text, separator), "csv", encoding, separator)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding's name: a byte order mark decides, then UTF-8 if it fits, then the likeliest other."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf_8_sig"), (b"\xff\xfe", "utf_16"), (b"\xfe\xff", "utf_16")):
        if data.startswith(mark):
            return _strict(data, encoding)
    halves = data[:4096:2].count(0), data[1:4096:2].count(0)
    if max(halves) > len(data[:4096]) // 5 and min(halves) * 4 < max(halves):
        return _strict(data, "utf_16_be" if halves[0] > halves[1] else "utf_16_le")
    try:
        return data.decode("utf_8"), "utf_8"
    except UnicodeDecodeError:
        return _likeliest(data)


def _strict(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeError:
        raise UnknownLetters from None


def _likeliest(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # late: a start reads no lists

    best = from_bytes(data, cp_isolation=ISOLATED).best()
    if best is None:
        raise UnknownLetters
    text, encoding = _strict(data, best.encoding)
    if sum(char < " " and char not in "\t\r\n\x00" for char in text[:65536]) > max(2, len(text[:65536]) // 200):
        raise NotATable
    return text, encoding


def separator_of(text: str) -> str:
    """The separator under which most of the first rows are as wide as the heading; of several, the widest."""
    scores = {separator: _fit(text[:200_000], separator, cut=len(text) > 200_000) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    return best if scores[best] > (0.0, 1) else ","


def _fit(text: str, separator: str, *, cut: bool) -> tuple[float, int]:
    try:
        records = [
            len(cells) for cells in islice(csv.reader(StringIO(text, newline=""), delimiter=separator), 200) if cells
        ]
    except csv.Error:
        return (0.0, 0)
    if cut and len(records) < 200:
        records = records[:-1]
    widths = Counter(width for width in records if width > 1)
    if not widths:
        return (0.0, 0)
    width, often = widths.most_common(1)[0]
    return (round(often / len(records), 1), width)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its row number: a blank line is a row, a cell over three lines is not three rows."""
    last: list[str] = []

    def lines() -> Iterator[str]:
        # As StringIO parts them, which takes four bytes for each letter of the file.
        for line in LINE.finditer(text):
            last.append(line[0])
            yield line[0]

    reader = csv.reader(lines(), delimiter=separator)
    number = 0
    while True:
        last.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise CellTooLong(row=number + 1, most=LONGEST_CELL) from None
        number += 1
        if len(last) > 1 or (last and '"' in last[0] and not last[0].endswith(("\n", "\r"))):
            _closed(last, separator, number)
        yield number, cells


def _closed(lines: list[str], separator: str, number: int) -> None:
    """Python's reader ends an open quote at the end of the file without a word, and rows vanish in one cell."""
    try:
        for _ in csv.reader(lines, delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise QuoteLeftOpen(row=number) from None
