"""What the preview shows is written: all of it, or nothing."""

from tracker import clock
from tracker.errors import Refusal
from tracker.hooks import happened
from tracker.hooks.delivery import CANCELLED, CHANGED, MADE
from tracker.hooks.hook import Kind
from tracker.imports import import_, memory, preview, turn, world_known, writing, written_rows
from tracker.imports.collecting import not_collecting
from tracker.imports.import_ import Import, State
from tracker.imports.look import Told
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy


class LookAgain(Refusal):
    sentence = lazy("Something was changed since this was looked at. Look again, then import.")
    status = 409


def write(import_id: str, by: str | None, told: Told | None = None) -> dict[str, int]:
    """How many were "made" and "changed". Raises ImportNotThere, WrittenAlready, LookAgain."""
    with not_collecting(), transaction():
        turn.take()
        found = preview.still_open(import_.by_id(import_id, lock=True))
        if found.state != State.PREVIEWED or world_known.mark(str(found.campaign_id)) != found.mark:
            raise LookAgain
        found.written_at, found.state = clock.now(), State.WRITTEN.value
        done = writing.write(found, told)
        for about in memory.ABOUT:
            meant = {one["digest"]: one["id"] for one in found.to_make.get("meant", []) if one["about"] == about}
            memory.keep_answers(about, meant)
        found.counts = {**found.counts, "made": done["made"], "changed now": done["changed"]}
        _tell_hooks(found)
        trace.note("screenings imported", by, "import", found.id, f"{done['made']} new, {done['changed']} changed")
        return dict(done)


def _tell_hooks(found: Import) -> None:
    if happened.heard(Kind.SCREENINGS):
        done = written_rows.written(found)
        happened.screenings(MADE, done.made)
        happened.screenings(CHANGED, done.changed)
        happened.screenings(CANCELLED, done.called_off)
