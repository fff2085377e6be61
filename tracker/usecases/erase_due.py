"""What is due is erased: who asked for it, whose time is over, what nobody could place. People go, counts stay."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tracker import clock
from tracker.allies import answer_by_link
from tracker.keeping import announcing, clocks, erasing, erasures, retention
from tracker.letters import old_replies
from tracker.store.db import db
from tracker.store.transactions import transaction

MOST = 100


def erase_due(most: int = MOST) -> int:
    """How many were erased, each in a transaction of its own: what a kill interrupts is due still. Then sweep the disk.

    A large erasure waits until it has been announced for a week. Messages that are not kept any longer count too.
    Raises what the last that failed raised, after all the others were tried.
    """
    now, done = clock.now(), 0
    failed: Exception | None = None
    due: list[tuple[Callable[[str], bool], str]] = [(_erase_asked, each) for each in erasures.due(now, most)]
    over = retention.outlived(now, max(most, announcing.large() + 1))
    due += [(_erase_outlived, each) for each in over[: announcing.may_go(now, len(over), most)]]
    before = clocks.BY_KIND["unplaced"].before(now)
    old = old_replies.outlived(before, most)
    db.session.rollback()
    for erase, id_ in due[:most]:
        try:
            done += erase(id_)
        except Exception as error:  # noqa: BLE001 (of whatever kind: the same one comes first every time)
            failed = error
    if old:
        done += _empty(old, before)
    if failed is not None:
        raise failed
    return done


def _empty(reply_ids: Sequence[str], before: datetime) -> int:
    with transaction():
        return old_replies.empty(reply_ids, before)


def _erase_asked(erasure_id: str) -> bool:
    """False: it was taken back, or another worker has it."""
    with transaction():
        erasure = erasures.take(erasure_id)
        if erasure is None:
            return False
        # Locked first, as by all who change an ally and what hangs on it.
        answer_by_link.find(erasure.ally_id)
        erasing.finish(erasure)
        erasing.note_done(erasure)
        return True


def _erase_outlived(ally_id: str) -> bool:
    """False: they have acted since, or another worker was faster."""
    with transaction():
        ally = answer_by_link.find(ally_id)
        now = clock.now()
        if ally is None or not retention.outlived(now, 1, only=ally_id):
            return False
        erasure = erasing.outlived(ally, now)
        erasing.finish(erasure)
        announcing.count_gone(now)
        erasing.note_done(erasure)
        return True
