"""How many of each kind are held, and go tonight: counted just now in a small house, else as it was counted last."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select

from tracker import clock
from tracker.allies import house_size
from tracker.keeping import proof, retention
from tracker.keeping.clocks import CLOCKS
from tracker.keeping.retention import Month
from tracker.records import dataclass
from tracker.store import kept_counts
from tracker.store.counts import counted

NAME = "keeping"


@dataclass(frozen=True, slots=True)
class Counted:
    """By kind. `at`: None where it was counted for this look."""

    allies: int
    held: dict[str, int]
    # Without those whose time was set otherwise since they were counted.
    overdue: dict[str, int]
    months: list[Month]
    at: datetime | None = None


def look(now: datetime) -> Counted | None:
    """None: there is too much to be counted at a look, and it has not been counted yet."""
    if house_size.is_small():
        return _of(_numbers(now))
    kept = kept_counts.look(NAME)
    return None if kept is None else _of(kept[1], kept[0])


def is_due(since: datetime) -> bool:
    """Of a large house: not counted since then, or asked for."""
    return not house_size.is_small() and kept_counts.is_due(NAME, since)


def count() -> tuple[datetime, dict[str, Any]]:
    """All of it, which takes long: when, and what is kept of it."""
    at = clock.now()
    return at, _numbers(at)


def _numbers(now: datetime) -> dict[str, Any]:
    selects: dict[tuple[str, str, int], Select[int]] = {}
    for each in CLOCKS:
        for number, old in enumerate(each.olds):
            selects["held", each.kind, number] = old.counting()
            selects["overdue", each.kind, number] = old.counting_overdue(each.before(now))
    found = counted({**selects, ("allies", "", 0): proof.counting_held()})
    sums: dict[str, dict[str, int]] = {
        what: dict.fromkeys((each.kind for each in CLOCKS), 0) for what in ("held", "overdue")
    }
    for (what, kind, _number), many in found.items():
        if kind:
            sums[what][kind] += many
    return {
        "allies": found["allies", "", 0], "held": sums["held"],
        "overdue": {each.kind: [each.span.total_seconds(), sums["overdue"][each.kind]] for each in CLOCKS},
        "months": [[month.first.isoformat(), month.number, month.unasked] for month in retention.by_month()],
    }  # fmt: skip


def _of(numbers: dict[str, Any], at: datetime | None = None) -> Counted:
    spans = {each.kind: each.span.total_seconds() for each in CLOCKS}
    overdue = {kind: number for kind, (span, number) in numbers["overdue"].items() if spans.get(kind) == span}
    months = [Month(date.fromisoformat(first), number, unasked) for first, number, unasked in numbers["months"]]
    return Counted(numbers["allies"], numbers["held"], overdue, months, at)
