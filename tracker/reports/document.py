"""The frozen document: all numbers of a report as its readers see them, protected already. Tables of cells, and keys in the
place of words, so that it is read in any language; nothing in it is looked up anywhere when it is shown.

As JSON a cell is a number, null (not computable) or "hidden".
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any

from tracker.records import dataclass

# Of the shape; whoever changes it goes on reading the older ones.
VERSION = 1
HIDDEN_MARK = "hidden"


class StrangeVersion(ValueError):
    """A document of a release that is younger than this one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number. None: not computable, or `hidden` because it is small or would give a small one away."""

    value: int | None = None
    hidden: bool = False


UNKNOWN, HIDDEN = Cell(), Cell(None, hidden=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. `words`: by language, where no key of ours says it ("": in whatever language it was written).

    `grouped`: so many lines were put together into this one.
    """

    key: str
    cells: tuple[Cell, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    grouped: int = 0


@dataclass(frozen=True, slots=True)
class Since:
    """The report before: its number and the day of its figures."""

    number: int
    day: date


@dataclass(frozen=True, slots=True)
class Document:
    """`day`: of the counting, by the clock of the house. `wording`: which version of the definitions it was counted by.

    `tables` by key; telling.py says what their cells are. One without lines is left out.
    """

    campaign: str
    film: str
    organisation: str
    counted_at: datetime
    day: date
    wording: int
    since: date | None = None
    until: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    tables: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    last: Since | None = None

    def lines(self, table: str) -> tuple[Line, ...]:
        return self.tables.get(table, ())

    def cell(self, table: str, key: str, at: int = 0) -> Cell:
        """UNKNOWN where there is none."""
        found = next((line for line in self.lines(table) if line.key == key), None)
        return found.cells[at] if found else UNKNOWN

    def to_json(self) -> dict[str, Any]:
        """Only texts, numbers, lists and objects."""
        return {
            "version": VERSION, "campaign": self.campaign, "film": self.film, "organisation": self.organisation,
            "counted_at": self.counted_at.isoformat(), "day": self.day.isoformat(), "wording": self.wording,
            **{name: day.isoformat() if (day := getattr(self, name)) else None for name in DAYS},
            "tables": {key: [_line(each) for each in lines] for key, lines in self.tables.items()},
            "last": {"number": self.last.number, "day": self.last.day.isoformat()} if self.last else None,
        }  # fmt: skip


DAYS = ("since", "until", "starts_on", "ends_on")


def of_json(written: Mapping[str, Any]) -> Document:
    """What to_json() wrote. Raises StrangeVersion."""
    if written["version"] != VERSION:
        raise StrangeVersion(f"version {written['version']}")
    last = written["last"]
    return Document(
        campaign=written["campaign"], film=written["film"], organisation=written["organisation"],
        counted_at=datetime.fromisoformat(written["counted_at"]), day=date.fromisoformat(written["day"]),
        wording=written["wording"],
        **{name: date.fromisoformat(written[name]) if written[name] else None for name in DAYS},
        tables={key: tuple(_line_of(each) for each in lines) for key, lines in written["tables"].items()},
        last=Since(last["number"], date.fromisoformat(last["day"])) if last else None,
    )  # fmt: skip


def _line(line: Line) -> list[Any]:
    cells = [HIDDEN_MARK if cell.hidden else cell.value for cell in line.cells]
    return [line.key, cells, dict(line.words), line.grouped]


def _line_of(written: list[Any]) -> Line:
    key, cells, words, grouped = written
    return Line(key, tuple(HIDDEN if each == HIDDEN_MARK else Cell(each) for each in cells), words, grouped)
