"""The figures that spreadsheets read: one line for each campaign, of what may be told of it today. What its columns are is said here.

Names of columns and their order stay as they are: formulas out there point at them. A new one comes at the end.
"""

from collections.abc import Callable

from tracker.files.workbooks_out import Cell
from tracker.records import dataclass
from tracker.reports.definitions import FIGURES
from tracker.reports.protected import HIDDEN, Protected
from tracker.team import house_clock
from tracker.words import Lazy, lazy

# Of protect.tell_today().
BY = "feed"
TABLES = ("room", "steps", "rates", "parts", "goals")
# What stands in the place of a number that is not told; a spreadsheet adds up the others all the same.
HIDDEN_WORD = "hidden"


@dataclass(frozen=True, slots=True)
class Column:
    """What it counts, and where that stands in what is told; "" for what is no number."""

    words: Lazy
    table: str = ""
    key: str = ""
    at: int = 0


COLUMNS: dict[str, Column] = {
    "campaign": Column(lazy("Name of the campaign")),
    "campaign_id": Column(lazy("Its id: it stays when the name is changed")),
    "figures_of": Column(lazy("Of which day the figures are; it stays while too little has changed to be told")),
    "film_screenings": Column(lazy("Film screenings that have begun"), "room", "screenings"),
    "rooms_counted": Column(lazy("Those of which it is known how many were in the room"), "room", "counted"),
    "in_the_room": Column(FIGURES["room"].counted, "room", "heads"),
    "signups": Column(FIGURES["signups"].counted, "steps", "signups"),
    "allies": Column(FIGURES["allies"].counted, "steps", "allies"),
    "new_allies": Column(FIGURES["new_allies"].counted, "parts", "new_allies"),
    "contactable": Column(FIGURES["contactable"].counted, "steps", "contactable"),
    "awaiting_confirmation": Column(FIGURES["awaiting"].counted, "steps", "awaiting"),
    "reached": Column(FIGURES["reached"].counted, "steps", "reached"),
    "on_time": Column(FIGURES["on_time"].counted, "rates", "on_time"),
    "on_time_of": Column(FIGURES["on_time"].of or FIGURES["on_time"].counted, "rates", "on_time", 1),
    "acted": Column(FIGURES["acted"].counted, "steps", "acted"),
    "acted_as_they_say": Column(FIGURES["acted_said"].counted, "steps", "acted_said"),
    "outcomes": Column(FIGURES["outcomes"].counted, "steps", "outcomes"),
    "signups_wanted": Column(lazy("The goal of the campaign: signups"), "goals", "signups", 1),
    "hosts": Column(lazy("Film screenings that allies host"), "goals", "hosts"),
    "hosts_wanted": Column(lazy("The goal of the campaign: film screenings that allies host"), "goals", "hosts", 1),
}


def line(campaign_id: str, name: str, told: Protected) -> list[Cell]:
    """As the columns have it. What cannot be counted is left empty."""
    day = house_clock.day_of(told.counted_at)
    plain: dict[str, Callable[[], Cell]] = {
        "campaign": lambda: name, "campaign_id": lambda: campaign_id, "figures_of": lambda: day,
    }  # fmt: skip
    return [plain[key]() if key in plain else _number(column, told) for key, column in COLUMNS.items()]


def _number(column: Column, told: Protected) -> Cell:
    found = told.number(column.table, column.key, column.at)
    return HIDDEN_WORD if found is HIDDEN else found
