"""An import is taken back: what nobody has touched since goes, what somebody has touched stays and is said."""

from tracker import clock
from tracker.hooks import happened
from tracker.hooks.delivery import CANCELLED, CHANGED
from tracker.hooks.hook import Kind
from tracker.imports import import_, turn, undoing, written_rows
from tracker.imports.import_ import Import, State
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
        _tell_hooks(found)
        trace.note("import undone", by, "import", found.id, f"{done['gone']} gone, {done['stayed']} stayed")
        return dict(done)


def _tell_hooks(found: Import) -> None:
    """What is gone was called off, for who heard of it."""
    if happened.heard(Kind.SCREENINGS):
        done = written_rows.written(found)
        happened.screenings(CANCELLED, written_rows.gone(done.made), found.campaign_id)
        happened.screenings(CHANGED, done.changed + done.called_off)
