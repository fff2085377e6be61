"""An import is taken back: what nobody has touched since goes, what somebody has touched stays and is said."""

from tracker import clock
from tracker.imports import import_, turn, undoing
from tracker.imports.import_ import State
from tracker.imports.undoing import NothingToUndo
from tracker.store.transactions import transaction
from tracker.team import trace


def undo(import_id: str, by: str | None) -> dict[str, int]:
    """How many are "gone", "put back", "stayed". Raises ImportNotThere, NothingToUndo."""
    with transaction():
        turn.take()
        found = import_.by_id(import_id, lock=True)
        if found.state != State.WRITTEN:
            raise NothingToUndo
        done = undoing.undo(found)
        found.state, found.undone_at = State.UNDONE.value, clock.now()
        kept = ("gone", "put back", "stayed")
        found.counts = {**found.counts, **{name: done[name] for name in kept}}
        trace.note("import undone", by, "import", found.id, f"{done['gone']} gone, {done['stayed']} stayed")
        return dict(done)
