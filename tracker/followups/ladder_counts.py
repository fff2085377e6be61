"""How many stand on each rung, for the page of the ladder: counted just now where they are few, else as they were counted last."""

import hashlib
import json
from datetime import datetime
from typing import Any

from tracker import clock
from tracker.allies import house_size
from tracker.followups import ladder, ladder_scan
from tracker.records import dataclass
from tracker.store import kept_counts
from tracker.store.counts import so_far
from tracker.store.db import db

NAME = "ladder"
EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """By a rung's id, None for those on none. `at`: None where it was counted for this look."""

    numbers: dict[str | None, int]
    at: datetime | None = None


def look(campaign_id: str | None = None) -> Counted | None:
    """Of all, or of a campaign's. None: they are too many to be counted at a look, and not counted since the ladder was changed."""
    if campaign_id is not None and _few_in(campaign_id):
        return Counted(ladder.counts(campaign_id, few=True))
    if house_size.is_small():
        return Counted(ladder.counts(campaign_id))
    kept = kept_counts.look(NAME)
    if kept is None or kept[1]["ladder"] != _mark():
        return None
    numbers: dict[str, int] = kept[1]["people"].get(campaign_id or EVERYBODY, {})
    counted: dict[str | None, int] = {rung.id: numbers.get(rung.id, 0) for rung in ladder.rungs()}
    return Counted({**counted, None: numbers.get("", 0)}, kept[0])


def is_due(since: datetime) -> bool:
    """Of a large house: not counted since then, or asked for, or the ladder is another."""
    if house_size.is_small():
        return False
    kept = kept_counts.look(NAME)
    return kept_counts.is_due(NAME, since) or kept is None or kept[1]["ladder"] != _mark()


def count() -> tuple[datetime, dict[str, Any]]:
    """Everybody, which takes long: when, and what is kept of it."""
    at, mark = clock.now(), _mark()
    everybody, campaigns = ladder_scan.counts_of_all()
    found = {EVERYBODY: everybody, **campaigns}
    people = {of: {rung or "": number for rung, number in numbers.items()} for of, numbers in found.items()}
    return at, {"ladder": mark, "people": people}


def _few_in(campaign_id: str) -> bool:
    wanted = so_far(ladder.signed_up_in(campaign_id), house_size.COUNTED_AT_ONCE + 1)
    return (db.session.scalar(wanted) or 0) <= house_size.COUNTED_AT_ONCE


def _mark() -> str:
    """The same for the same ladder: what its rungs are reached by, in their order."""
    told = [[rung.id, sorted(rung.reached_by)] for rung in ladder.rungs()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
