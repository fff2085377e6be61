"""A list of people is taken back: who came by it goes, unless somebody has done anything with them since."""

from tracker import clock
from tracker.imports import import_, people_undoing, turn
from tracker.imports.collecting import give_back
from tracker.imports.import_ import State
from tracker.imports.undoing import NothingToUndo
from tracker.store.transactions import transaction
from tracker.team import trace


def undo_people(import_id: str, by: str | None) -> dict[str, int]:
    """How many signups are "gone" and "stayed", and how many "allies" went. Raises ImportNotThere, NothingToUndo."""
    try:
        with transaction():
            turn.take()
            found = import_.by_id(import_id, lock=True, kind="people")
            if found.state != State.WRITTEN:
                raise NothingToUndo
            done = people_undoing.undo(found)
            found.state, found.undone_at = State.UNDONE.value, clock.now()
            found.counts = {
                **found.counts,
                "gone": done["gone"],
                "stayed": done["stayed"],
                "allies gone": done["allies"],
            }
            trace.note("people import undone", by, "import", found.id, f"{done['gone']} gone, {done['stayed']} stayed")
            return dict(done)
    finally:
        give_back()
