"""Until the address is confirmed one letter goes, and one reminder: which of those that are planned are held.

Both are marked in `FollowUp.once`, so that the database lets each ally have one of either, whatever is planned at once.
So is the one that goes when they raise a hand in another campaign later on: one a week, by the calendar.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tracker.followups.facts import Earned
from tracker.followups.playbook import Step
from tracker.store.sealing import fingerprints

FIRST, REMINDER, AGAIN = "first letter", "reminder", "again"

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


def again(wanted: Sequence[tuple[Earned, Step]]) -> dict[str, bytes]:
    """By ally: the mark of this week's letter, of those who may have one more."""
    return {each.ally_id: of_week(each.ally_id, each.at) for each, _step in wanted if each.again}


def of_week(ally_id: str, at: datetime) -> bytes:
    """What stands in `once` of the one more letter in the calendar week of `at`."""
    year, week, _day = at.isocalendar()
    return mark(f"{AGAIN} {year} {week}", ally_id)


def after_all(row: Row, more: Mapping[str, bytes]) -> Iterator[Row]:
    """What to try, one after the other, with a letter whose ally has had their first one by now: as this week's (`more`:
    see again()); held. Nothing for a reminder: there is one already.
    """
    if row["once"] == mark(FIRST, row["ally_id"]):
        if row["ally_id"] in more:
            yield row | {"once": more[row["ally_id"]]}
        yield row | {"held": True, "once": None}


def order(row: Row) -> tuple[bool, bytes, str, str, str]:
    """In which rows are written: two who plan for the same people at once never wait for each other in a circle."""
    return row["once"] is None, row["once"] or b"", row["ally_id"], row["campaign_id"], row["step_key"]
