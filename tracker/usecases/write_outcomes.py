"""What a list of gifts or signatures tells is written down: all of it once, or nothing."""

from tracker import clock
from tracker.hooks import happened
from tracker.imports import import_, outcome_writing, preview, turn
from tracker.imports.collecting import not_collecting
from tracker.imports.import_ import State
from tracker.store.transactions import transaction
from tracker.team import trace


def write_outcomes(import_id: str, by: str) -> int:
    """How many were written down. Raises ImportNotThere, WrittenAlready, NotLookedAt."""
    with not_collecting(), transaction():
        turn.take()
        found = preview.still_open(import_.by_id(import_id, lock=True, kind="outcomes"))
        if found.state != State.PREVIEWED:
            raise preview.NotLookedAt
        done = outcome_writing.write(found)
        found.counts = {**found.counts, "made": done}
        found.written_at, found.state = clock.now(), State.WRITTEN.value
        # Full of contacts, and of no more use.
        found.upload = None
        happened.outcomes_listed(outcome_writing.written(found))
        trace.note("outcomes imported", by, "import", found.id, f"{done} written down")
        return done
