"""Something is done to many allies at once: the first of them now, the rest by the worker, each once; and it is taken back."""

from tracker.finding import bulk, choosing
from tracker.finding.bulk_deed import BulkDeed, What
from tracker.followups.claiming import Worker
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import panic, trace


def begin(choice_id: str, deed: str, what: What, typed: str, who: Worker) -> str:
    """Its id, with the first portion done. Raises NotThere, bulk.MistypedNumber, and what the deed's rules raise."""
    with transaction():
        choice = choosing.mine(choice_id, who)
        row = bulk.begin(choice, deed, what, typed, who)
        _note(row, choice.number)
        deed_id = row.id
    _portion(deed_id)
    return deed_id


def go_on() -> int:
    """The worker's turn: the next portion of each that goes on. How many allies were looked at; while the house is closed, none."""
    ids = bulk.going()
    db.session.rollback()
    return sum(_portion(deed_id) for deed_id in ids)


def stop(deed_id: str, who: Worker) -> None:
    """What is done stays done. Raises NotThere, bulk.OverAlready."""
    with transaction():
        row = bulk.mine(deed_id, who, lock=True)
        bulk.stop(row)
        trace.note("deed on many stopped", who.account_id, "bulk deed", row.id, str(row.done))


def undo(deed_id: str, who: Worker) -> None:
    """It is taken back wherever nobody has touched it since. Raises NotThere, bulk.NotTakenBack."""
    with transaction():
        row = bulk.mine(deed_id, who, lock=True)
        bulk.undo(row)
        trace.note("deed on many taken back", who.account_id, "bulk deed", row.id, str(row.done))
    _portion(deed_id)


def _portion(deed_id: str) -> int:
    with transaction():
        row = bulk.hold(deed_id)
        if row is None:
            return 0
        if panic.closed() is not None:
            bulk.halt(row)
            return 0
        return bulk.portion(row)


def _note(row: BulkDeed, number: int) -> None:
    """How many were chosen; whom, the deed itself says."""
    about = row.account_id, "bulk deed", row.id, str(number)
    if row.deed == "assign":
        trace.note("many assigned", *about)
    elif row.deed == "step":
        trace.note("step added to many", *about)
    elif row.deed == "tag":
        trace.note("many tagged", *about)
    elif row.deed == "untag":
        trace.note("many untagged", *about)
    else:
        trace.note("many stopped", *about)
