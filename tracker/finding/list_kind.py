"""What a list of the desk is as a file: its columns by name, its rows, and what else it may be called for another system.

Names of columns are the same in every language: programs read them. No list holds a name, a contact or a note of an ally.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tracker.files.workbooks_out import Cell
from tracker.followups.claiming import Worker
from tracker.records import dataclass
from tracker.team.roles import Role
from tracker.words import Lazy

T = TypeVar("T")
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ORGANIZERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, narrowed how: `filters` is what the list's own page is narrowed by. `team`: sees what is the team's own."""

    who: Worker
    filters: Any
    team: bool = False


Line = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Layout:
    """The same rows under the names that another system imports: its column -> ours."""

    title: Lazy
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list. `lines` gives each row by the names of `columns`; `page`: the endpoint that shows it."""

    key: str
    title: Lazy
    page: str
    columns: tuple[str, ...]
    lines: Callable[[Asked], Iterable[Line]]
    how_many: Callable[[Asked], int]
    roles: frozenset[Role] = ORGANIZERS
    # The same counted so far, for a page, where all of them may be a million.
    so_far: Callable[[Asked, int], int] | None = None
    # Its rows are about people: each file counts, see team.rations.
    about_people: bool = True
    layouts: Mapping[str, Layout] = field(default_factory=dict)

    def header(self, layout: str = "") -> list[str]:
        """Names of the columns."""
        return list(self.layouts[layout].columns if layout else self.columns)

    def number(self, asked: Asked, most: int) -> tuple[int, bool]:
        """How many rows a page tells of; and whether there are more."""
        number = self.so_far(asked, most + 1) if self.so_far else self.how_many(asked)
        return (most, True) if self.so_far and number > most else (number, False)

    def rows(self, asked: Asked, layout: str = "") -> Iterable[list[Cell]]:
        """In the order of the header."""
        names = list(self.layouts[layout].columns.values()) if layout else self.columns
        return ([line[name] for name in names] for line in self.lines(asked))


def utc(at: datetime | None) -> str | None:
    """A moment as files have it: to the second."""
    return at.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds") if at else None


def local(at: datetime | None, zone: str) -> str | None:
    """By the clock of the place: "2023-10-23 19:00"."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if at else None
