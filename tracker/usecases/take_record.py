"""Somebody of the team takes along all that is held about one ally: an export of one, written down as a copy that left."""

from typing import Any

from tracker.allies.ally import Ally
from tracker.keeping import copies, held
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def take_record(ally_id: str, account_id: str | None, place: str) -> dict[str, Any]:
    """As docs/own-data.md has it. `account_id`: None for whoever has the machine. Raises NotThere and RationSpent."""
    with transaction():
        ally = row_of(Ally, ally_id)
        if account_id is not None:
            rations.take("export", account_id, ally.id)
        copies.left("record", account_id, [ally.id], place)
        told = held.everything(ally.id)
        trace.note("record taken", account_id, "ally", ally.id, place)
        return told
