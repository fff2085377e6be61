"""The rows of a list of admissions, read: which theatre, which day, how many. Such lists are made for the eye: totals stand
between the rows, a theatre is named once for several, and days stand side by side."""

import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from tracker.errors import Refusal
from tracker.files.table_rows import Row, RowKind
from tracker.files.tables import Table
from tracker.imports.admission_columns import Says, days_of
from tracker.imports.cells import clean, is_missing, read_whole
from tracker.imports.dates import Order, order_of, read_date, read_time
from tracker.records import dataclass
from tracker.words import lazy

MOST_HEADS = 1_000_000
TOTAL = re.compile(
    r"(grand |sub)?\s?-?totals?\b.*|.*\b(sub)?totals?|sum|sums|all theat(er|re)s|합계|총계|소계|전체|총합|"
    r"(sub)?total(es)?( general(es)?)?|suma",
    re.IGNORECASE,
)
"""A theatre that is none. "Total Wine Theater" would be one: it stands among the refused, where somebody sees it."""


class TheatreMissing(Refusal):
    sentence = lazy("No theatre in the row. If it means the one above, say so in step 1.")


class NotATheatre(Refusal):
    sentence = lazy("It is a total, not a theatre.")


class ListDayMissing(Refusal):
    sentence = lazy("No day in the row.")


class NumberMissing(Refusal):
    sentence = lazy("No number of admissions in the row: not counted is not nobody.")


class NumberAbsurd(Refusal):
    sentence = lazy("“%(text)s” cannot be a number of admissions.")


class HeadingOnceMore(Refusal):
    sentence = lazy("It is the heading again.")


@dataclass(frozen=True, slots=True)
class AdmissionChoices:
    """What is decided for one file. `above`: an empty theatre means the one above. `adds_up`: several rows of one theatre
    and day are parts of one figure; else only one of them can be right. `missing_words` as in imports.choices."""

    columns: tuple[Says, ...]
    above: bool = False
    adds_up: bool = False
    order: Order | None = None
    sheet: str = ""

    def written(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "columns": [says.value for says in self.columns], "above": self.above, "adds_up": self.adds_up,
            "order": self.order.value if self.order else "", "sheet": self.sheet,
        }  # fmt: skip


def choices_read(kept: dict[str, Any]) -> AdmissionChoices:
    """What written() wrote."""
    order = Order(kept["order"]) if kept["order"] else None
    return AdmissionChoices(
        tuple(Says(value) for value in kept["columns"]), kept["above"], kept["adds_up"], order, kept["sheet"]
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One figure that can be read. Texts are "" where the list says nothing."""

    number: int
    theatre: str
    day: date
    heads: int
    city: str = ""
    region: str = ""
    title: str = ""
    screen: str = ""
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """One row that cannot; `raw` is what stands in it, enough to find it again."""

    number: int
    why: Refusal
    raw: dict[str, str]


def file_order(table: Table, columns: tuple[Says, ...]) -> Order | None:
    """What the days of the whole file say about 10/11/2023; ASK when a person has to."""
    at = [place for place, says in enumerate(columns[: len(table.header)]) if says is Says.DAY]
    heads = [
        clean(table.header[place]) for place, says in enumerate(columns[: len(table.header)]) if says is Says.ON_DAY
    ]
    return order_of([*heads, *(clean(row.cells[place]) for row in table.rows for place in at)])


def read_told(table: Table, choices: AdmissionChoices) -> Iterator[Told | Untold]:
    """Each figure, in order: a row with days side by side has several."""
    columns = choices.columns[: len(table.header)]
    order = choices.order or file_order(table, columns)
    at: dict[Says, int] = {says: place for place, says in enumerate(columns) if says not in (Says.IGNORE, Says.ON_DAY)}
    days = days_of(table.header, order)
    beside = {place: days[place] for place, says in enumerate(columns) if says is Says.ON_DAY and place in days}
    above: dict[Says, str] = {}
    for row in table.rows:
        cells: dict[Says, str] = {
            says: text for says, place in at.items() if not is_missing(text := clean(row.cells[place]))
        }
        if choices.above and Says.THEATRE not in cells:
            cells |= above
        elif Says.THEATRE in cells:
            above = {says: cells[says] for says in (Says.THEATRE, Says.CITY, Says.REGION) if says in cells}
        for figure in _figures(row, cells, beside):
            try:
                yield _told(row, figure, order, table)
            except Refusal as refusal:
                yield Untold(row.number, refusal, {says.value: text[:100] for says, text in figure.items()})


def _figures(row: Row, cells: dict[Says, str], beside: dict[int, date]) -> Iterator[dict[Says, str]]:
    """The row as it stands, or once for each day that stands in it with a number."""
    if not beside:
        yield cells
        return
    filled = {place: clean(row.cells[place]) for place in beside}
    there = {place: text for place, text in filled.items() if not is_missing(text)}
    plain: dict[Says, str] = {says: text for says, text in cells.items() if says not in (Says.ADMISSIONS, Says.DAY)}
    if not there:
        yield plain
    for place, text in there.items():
        yield plain | {Says.DAY: beside[place].isoformat(), Says.ADMISSIONS: text}


def _told(row: Row, cells: dict[Says, str], order: Order | None, table: Table) -> Told:
    if row.kind is RowKind.HEADING:
        raise HeadingOnceMore
    theatre = cells.get(Says.THEATRE, "")[:200]
    if not theatre:
        raise TheatreMissing
    if TOTAL.fullmatch(theatre):
        raise NotATheatre
    if Says.DAY not in cells:
        raise NumberMissing if Says.ADMISSIONS not in cells else ListDayMissing
    day = read_date(cells[Says.DAY], order, table.epoch).day
    return Told(
        row.number, theatre, day, _heads(cells.get(Says.ADMISSIONS, "")), cells.get(Says.CITY, "")[:100],
        cells.get(Says.REGION, "")[:100], cells.get(Says.TITLE, "")[:200], cells.get(Says.SCREEN, "")[:60],
        read_time(cells[Says.TIME]) if Says.TIME in cells else None,
    )  # fmt: skip


def _heads(text: str) -> int:
    """Raises NumberMissing, NotANumber, NumberAbsurd."""
    if not text:
        raise NumberMissing
    number = read_whole(text)
    if not 0 <= number <= MOST_HEADS:
        raise NumberAbsurd(text=text[:40])
    return number
