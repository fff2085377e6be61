"""Figures as JSON, to be kept and read again as they were. Lists and not names: thousands of lines are read for one page."""

from dataclasses import astuple
from datetime import date, datetime
from typing import Any

from tracker.reports.lines import NAMED, words_of
from tracker.reports.scope import Scope
from tracker.reports.shapes import (
    Called,
    Day,
    Figures,
    Funnel,
    Gift,
    Goal,
    Hosts,
    Move,
    Rates,
    Room,
    Row,
    Rung,
    Share,
    Waits,
    Week,
)  # fmt: skip

# Another number when what is written changes: what was kept before is counted anew.
VERSION = 2

Json = dict[str, Any]


def as_json(figures: Figures) -> Json:
    """Only texts, numbers, lists and objects; of_json() makes the same figures of it."""
    f, scope = figures, figures.scope
    return {
        "version": VERSION, "counted_at": f.counted_at.isoformat(),
        "scope": [scope.campaign_id, _written(scope.since), _written(scope.until), scope.by, scope.key],
        "funnel": _funnel(f.funnel), "waits": astuple(f.waits), "waits_in_person": astuple(f.waits_in_person),
        "rates": astuple(f.rates), "sources": [row_written(row) for row in f.sources],
        "groups": {by: [row_written(row) for row in rows] for by, rows in f.groups.items()},
        "days": [[each.day.isoformat(), each.signups] for each in f.days],
        "weeks": [[each.monday.isoformat(), each.signups, astuple(each.on_time)] for each in f.weeks],
        "rungs": [astuple(each) for each in f.rungs], "moves": [astuple(each) for each in f.moves], "hosts": astuple(f.hosts),
        "gifts": {currency: astuple(gift) for currency, gift in f.gifts.items()}, "goals": [astuple(each) for each in f.goals],
        "calls": [[each.key, dict(each.labels), each.acted, each.said] for each in f.calls],
        "new_allies": astuple(f.new_allies), "unplaced": astuple(f.unplaced),
    }  # fmt: skip


def of_json(written: Json) -> Figures:
    """What as_json() wrote; words of regions, countries, kinds and the like in the language in force."""
    w = written
    campaign_id, since, until, by, key = w["scope"]
    return Figures(
        Scope(campaign_id, _read(since), _read(until), by, key), datetime.fromisoformat(w["counted_at"]),
        _funnel_of(w["funnel"]), Waits(*w["waits"]), Waits(*w["waits_in_person"]), Rates(*(Share(*each) for each in w["rates"])),
        [row_of("source", row) for row in w["sources"]],
        {by: [row_of(by, row) for row in rows] for by, rows in w["groups"].items()},
        [Day(date.fromisoformat(day), signups) for day, signups in w["days"]],
        [Week(date.fromisoformat(day), signups, Share(*on_time)) for day, signups, on_time in w["weeks"]],
        [Rung(*each) for each in w["rungs"]], [Move(*each) for each in w["moves"]], Hosts(*w["hosts"]),
        {currency: Gift(*each) for currency, each in w["gifts"].items()}, [Goal(*each) for each in w["goals"]],
        [Called(*each) for each in w["calls"]], Share(*w["new_allies"]), Share(*w["unplaced"]),
    )  # fmt: skip


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _funnel(f: Funnel) -> list[Any]:
    room = f.room
    return [
        [room.heads, room.signups, room.counted, room.screenings, room.shared, room.kinds, room.total, room.total_signups],
        f.signups, f.allies, f.contactable, f.awaiting, f.reached, f.acted_said, f.acted, f.outcomes,
    ]  # fmt: skip


def _funnel_of(written: list[Any]) -> Funnel:
    room, *rest = written
    return Funnel(Room(*room), *rest)


def row_written(row: Row) -> list[Any]:
    """One line of a breakdown; row_of() makes it again."""
    funnel = _funnel(row.funnel) if row.funnel else None
    return [row.key, row.words, row.signups, funnel, _written(row.day), row.standing]


def row_of(by: str, written: list[Any]) -> Row:
    """What row_written() wrote, in the words of the language in force."""
    key, words, signups, funnel, day, standing = written
    if by not in NAMED or standing:
        words = words_of(by, key, standing)
    return Row(key, words, signups, _funnel_of(funnel) if funnel else None, _read(day), standing)
