"""What a list of admissions says is written down: all of it once, or nothing. Or it is taken back."""

from tracker import clock
from tracker.errors import Refusal
from tracker.imports import admission_writing, import_, preview, shows, turn
from tracker.imports.import_ import State
from tracker.imports.undoing import NothingToUndo
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy

KIND = "admissions"


class ShowsChanged(Refusal):
    sentence = lazy("Something was changed since this was looked at. Look again, then write it down.")
    status = 409


def write_admissions(import_id: str, by: str | None) -> int:
    """How many figures were written down. Raises ImportNotThere, WrittenAlready, NotLookedAt, ShowsChanged."""
    with transaction():
        turn.take()
        found = preview.still_open(import_.by_id(import_id, lock=True, kind=KIND))
        if found.state != State.PREVIEWED:
            raise preview.NotLookedAt
        if shows.mark(str(found.campaign_id)) != found.mark:
            raise ShowsChanged
        done = admission_writing.write(found, by)
        found.counts = {**found.counts, "made": done}
        found.written_at, found.state = clock.now(), State.WRITTEN.value
        trace.note("admissions imported", by, "import", found.id, f"{done} written down")
        return done


def take_back_admissions(import_id: str, by: str | None) -> int:
    """How many figures are gone; what people counted stays. Raises ImportNotThere, NothingToUndo."""
    with transaction():
        turn.take()
        found = import_.by_id(import_id, lock=True, kind=KIND)
        if found.state != State.WRITTEN:
            raise NothingToUndo
        gone = admission_writing.undo(found)
        found.state, found.undone_at = State.UNDONE.value, clock.now()
        found.counts = {**found.counts, "gone": gone}
        trace.note("admissions import undone", by, "import", found.id, f"{gone} gone")
        return gone
