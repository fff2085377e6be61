"""Until the address is confirmed one letter goes, and one reminder: which of those that are planned are held.

Both are marked in `FollowUp.once`, so that the database lets each ally have one of either, whatever is planned at once.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tracker.followups.facts import Earned
from tracker.followups.playbook import Step
from tracker.store.sealing import fingerprints

FIRST, REMINDER = "first letter", "reminder"

# Ally, campaign, key of the step.
Key = tuple[str, str, str]
Row = dict[str, Any]


def mark(what: str, ally_id: str) -> bytes:
    """What stands in `once` of an ally's first letter, or of their reminder."""
    return fingerprints("suppress", "once", f"{what}:{ally_id}")[0][1]


def hold(wanted: Sequence[tuple[Earned, Step]], rows: Mapping[Key, Row]) -> None:
    """Say in the rows to be written which letters wait: of those to one ally all but the earliest, and the reminder."""
    theirs: dict[str, list[tuple[datetime, int, Key]]] = defaultdict(list)
    for each, step in wanted:
        if not each.unconfirmed or each.waits or step.channel != "letter":
            continue
        key = each.ally_id, each.campaign_id, step.key
        if step.condition.get("unconfirmed"):
            rows[key]["once"] = mark(REMINDER, each.ally_id)
        else:
            rows[key]["held"] = True
            theirs[each.ally_id].append((rows[key]["due_at"], step.position, key))
    for ally_id, letters in theirs.items():
        rows[min(letters)[2]] |= {"held": False, "once": mark(FIRST, ally_id)}


def after_all(row: Row) -> Row | None:
    """The row of a letter whose ally has had their first one by now: held. None for a reminder: there is one already."""
    return row | {"held": True, "once": None} if row["once"] == mark(FIRST, row["ally_id"]) else None


def order(row: Row) -> tuple[bool, bytes, str, str, str]:
    """In which rows are written: two who plan for the same people at once never wait for each other in a circle."""
    return row["once"] is None, row["once"] or b"", row["ally_id"], row["campaign_id"], row["step_key"]
