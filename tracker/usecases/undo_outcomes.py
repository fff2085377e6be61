"""A list of gifts or signatures is taken back: what it wrote down goes, in one deed."""

from tracker import clock
from tracker.hooks import happened
from tracker.imports import import_, outcome_writing, turn
from tracker.imports.import_ import State
from tracker.imports.undoing import NothingToUndo
from tracker.store.transactions import transaction
from tracker.team import trace


def undo_outcomes(import_id: str, by: str) -> int:
    """How many are gone. Raises ImportNotThere, NothingToUndo."""
    with transaction():
        turn.take()
        found = import_.by_id(import_id, lock=True, kind="outcomes")
        if found.state != State.WRITTEN:
            raise NothingToUndo
        happened.outcomes_listed(outcome_writing.written(found), undone=True)
        done = outcome_writing.undo(found)
        found.state, found.undone_at = State.UNDONE.value, clock.now()
        found.counts = {**found.counts, **done}
        trace.note("outcomes import undone", by, "import", found.id, f"{done['gone']} gone")
        return done["gone"]
