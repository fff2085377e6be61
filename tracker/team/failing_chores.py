"""Chores of the worker that fail each time: by name, since when, and whether administrators were told.

One setting, for all workers together: a chore that goes well on one machine is done.
"""

import json
from datetime import datetime

from tracker.records import dataclass
from tracker.team import settings


@dataclass(frozen=True, slots=True)
class Failing:
    """One chore."""

    since: datetime
    told: bool = False


def failing() -> dict[str, Failing]:
    """By name."""
    kept = json.loads(settings.get("chores_failing") or "{}")
    return {name: Failing(datetime.fromisoformat(each["since"]), each["told"]) for name, each in kept.items()}


def put(name: str, how: Failing | None) -> None:
    """None: it went well; inside a transaction, one at a time."""
    kept = failing()
    kept.pop(name, None)
    if how is not None:
        kept[name] = how
    told = {each: {"since": one.since.isoformat(), "told": one.told} for each, one in kept.items()}
    settings.put("chores_failing", json.dumps(told) if told else "")
