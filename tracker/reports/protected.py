"""Figures as they may leave the house: tables of numbers in which no small one can be seen, nor worked out.

A number is an int; None: not computable, as it was counted; HIDDEN: fewer than five, or it would give such a number away. Nobody
may say "under five" of what is HIDDEN: say "hidden".
"""

from dataclasses import field
from datetime import datetime
from enum import Enum
from typing import Literal

from tracker.records import dataclass
from tracker.reports.once_told import Telling
from tracker.reports.scope import Scope


class Hidden(Enum):
    """One value, so that it is never taken for a number or for "not computable"."""

    HIDDEN = "hidden"


HIDDEN: Literal[Hidden.HIDDEN] = Hidden.HIDDEN
Number = int | None | Literal[Hidden.HIDDEN]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. `grouped`: so many lines were put together into this one; 0: it stands for itself. Where lines stay as they
    were told, what is new of them all is in the line of the others.
    """

    key: str
    numbers: tuple[Number, ...]
    grouped: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a table shows less than was counted, for organizers alone: it says which lines are small. `what`: see WHATS."""

    table: str
    what: str
    keys: tuple[str, ...] = ()


# "hidden": not told at all; "grouped": put together with others; "as told": moved by fewer than five since it was last told, so it
# stays as it was; "too few": fewer than ten people, of whom nothing is told; "nothing new": all as in the last telling.
WHATS = ("hidden", "grouped", "as told", "too few", "nothing new")


@dataclass(frozen=True, slots=True)
class Protected:
    """What may be told of one scope. `tables`, each with its lines' keys and numbers ("" is a table that is left out when empty):

    room: heads, signups, counted, screenings, shared, total, total_signups (number,)
    steps: signups, allies, contactable, awaiting, reached, acted_said, acted, outcomes (number,)
    rates: conversion, follow_up, on_time, action, action_said, outcome, abandon, opt_out (part, whole)
    parts: new_allies, unplaced (part, whole)
    waits: waits, waits_in_person (people, waiting, median hours, 90th percentile hours)
    sources: a source, or OTHERS (signups,)
    countries: a country, "" (at home, not said yet), or OTHERS (signups,)
    regions: a region ("US-TX"); a country where its regions are not told apart; "US-" + OTHERS: its other regions together; OTHERS
    weeks: the Monday it begins with (signups,); `grouped` so many weeks in a row; the first line holds all that
        was before it, too, and the last one all that came after it
    days: the same by days, instead of weeks, for periods of up to DAYS_TOLD days
    on_time: the Monday of a week (on time, those of its first signups whose 72 hours are over); `grouped` as for weeks
    rungs: a rung's id, "" (none yet), or OTHERS (allies,)
    came: a rung's id (allies who came up to it in the period); without a beginning, none
    hosts: asked, approved, screenings, cancelled, signups (number,)
    calls: a call to action, by its key (allies who acted on it); those that are not told are left out
    gifts: a currency (number, sum in its smallest unit, allies)
    goals: signups, hosts (done, wanted)

    Lines of sources, countries, regions, weeks and rungs add up to the whole that `steps` tells (rungs: all who ever signed up).
    `seen`: how much had been told of the campaign before; look() and tell() know by it whether somebody told more meanwhile.
    """

    scope: Scope
    counted_at: datetime
    tables: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    seen: int = 0
    # For the ledger alone: what readers will know. None: nothing that they do not know.
    ledger: Telling | None = None

    def number(self, table: str, key: str, at: int = 0) -> Number:
        """None where there is no such line."""
        found = next((line for line in self.tables.get(table, ()) if line.key == key), None)
        return found.numbers[at] if found else None


OTHERS = "others"
DAYS_TOLD = 35
EVERYTHING = (
    "room", "steps", "rates", "parts", "waits", "sources", "countries", "regions", "weeks", "on_time", "rungs", "came", "calls", "hosts",
    "gifts", "goals",
)  # fmt: skip
