"""A coordinator changes the ladder of engagement. Where allies stand follows at once: it is derived."""

from tracker.followups import ladder_editing
from tracker.followups.ladder_editing import RungDraft
from tracker.store.transactions import transaction
from tracker.team import trace


def add_rung(draft: RungDraft, account_id: str) -> str:
    """The id of the new highest rung. Raises the refusals of ladder_editing."""
    with transaction():
        row = ladder_editing.add(draft)
        trace.note("rung added", account_id, "rung", row.id, row.title)
        return row.id


def change_rung(rung_id: str, draft: RungDraft, account_id: str) -> str:
    """Its id. Raises NotThere and the refusals of ladder_editing."""
    with transaction():
        row = ladder_editing.change(rung_id, draft)
        trace.note("rung changed", account_id, "rung", row.id, row.title)
        return row.id


def move_rung(rung_id: str, by: int, account_id: str) -> None:
    """One place up (1) or down (-1). Raises NotThere."""
    with transaction():
        row = ladder_editing.move(rung_id, by)
        trace.note("rung moved", account_id, "rung", row.id, row.title)


def remove_rung(rung_id: str, account_id: str) -> None:
    """Raises NotThere, LastRung."""
    with transaction():
        title = ladder_editing.remove(rung_id)
        trace.note("rung removed", account_id, "rung", rung_id, title)
