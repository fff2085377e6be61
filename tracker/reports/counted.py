"""A report is counted: the figures of its days, put into the tables of a document, protected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.reports.document import Cell, Document, Line
from tracker.reports.figures import Figures, Share


@dataclass(frozen=True, slots=True)
class Counted:
    document: Document
    reasons: list[Any]


def tables(of: Figures) -> dict[str, tuple[Line, ...]]:
    """All that a report shows, not yet protected."""
    room, funnel, hosts = of.funnel.room, of.funnel, of.hosts
    made: dict[str, tuple[Line, ...]] = {
        "room": (
            line("heads", room.heads), line("signups", room.signups), line("counted", room.counted),
            line("screenings", room.screenings), line("shared", room.shared), line("total", room.total),
            line("total_signups", room.total_signups),
        ),
        "steps": tuple(line(step.key, step.people, step.whole) for step in funnel.steps),
        "rates": tuple(
            _part(key, getattr(of.rates, key))
            for key in ("conversion", "follow_up", "on_time", "action", "action_said", "outcome", "abandon", "opt_out")
        ),
        "parts": (_part("new_allies", of.new_allies), _part("unplaced", of.unplaced)),
        "sources": tuple(line(row.key, row.signups) for row in of.sources),
        "regions": tuple(line(row.key, row.signups) for row in of.regions),
        "countries": tuple(line(row.key, row.signups) for row in of.countries),
        "weeks": tuple(line(week.monday.isoformat(), week.signups, week.on_time.part, week.on_time.whole) for week in of.weeks),
        "days": tuple(line(day.day.isoformat(), day.signups) for day in of.days),
        "rungs": tuple(line(rung.id, rung.allies, words={"": rung.title}) for rung in of.rungs),
        "hosts": tuple(line(key, getattr(hosts, key)) for key in ("asked", "approved", "screenings", "cancelled", "signups")),
        "gifts": tuple(line(code, gift.number, gift.sum, gift.allies) for code, gift in sorted(of.gifts.items())),
        "goals": tuple(line(goal.key, goal.done, goal.wanted) for goal in of.goals),
    }  # fmt: skip
    return {key: lines for key, lines in made.items() if lines}


def line(key: str, *numbers: int | None, words: dict[str, str] | None = None) -> Line:
    return Line(key, tuple(Cell(number) for number in numbers), words or {})


def _part(key: str, share: Share) -> Line:
    return line(key, share.part, share.whole)
