"""Two allies who were joined are two again: each with what was theirs. What happened since stays with the one who stayed."""

from tracker import clock
from tracker.allies import liken_anew, parting
from tracker.allies.ally import Ally
from tracker.allies.known_by import contacts_of
from tracker.allies.merge import Merge
from tracker.allies.merging import GoneAlready
from tracker.keeping import erasures
from tracker.letters import anew
from tracker.store import row_changes
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import trace


def part_allies(merge_id: str, account_id: str) -> tuple[str, str]:
    """The ids of who stayed and of who is back. Raises NotThere and what parting.hold() raises."""
    with transaction():
        row_of(Merge, merge_id)
        merge, gone, stays = parting.hold(merge_id)
        if erasures.waiting(stays.id):
            raise GoneAlready
        _part(merge, gone, stays)
        trace.note("allies parted", account_id, "ally", merge.ally_id, detail=merge.gone_id)
        return merge.ally_id, merge.gone_id


def _part(merge: Merge, gone: Ally, stays: Ally) -> None:
    notes = merge.notes
    assert notes is not None
    heard = parting.heard_since(stays, notes)
    # Written since in the place of those that come back.
    anew.unwrite(
        {str(was["follow_up_id"]) for name, _, was, now in notes["rows"] if name == "letter" and was and not now}
    )
    row_changes.take_back(notes["rows"], "ally")
    merge.undone_at, merge.known_by, merge.notes = clock.now(), None, None
    db.session.flush()
    parting.know_again(gone, stays, notes)
    parting.hold_to_it(gone, stays, heard, bool(notes.get("care")))
    parting.stop_each(contacts_of(gone), contacts_of(stays), merge, heard)
    anew.write_anew_of_others(gone.id, stays.id)
    liken_anew.look_again([gone.id, stays.id])
