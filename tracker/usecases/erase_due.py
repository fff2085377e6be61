"""What is due is erased: who asked for it, whose time is over, what nobody could place. People go, counts stay."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.keeping import erasures, retention
from tracker.keeping.erasure import Erasure
from tracker.keeping.periods import UNPLACED
from tracker.keeping.rooms import ROOMS
from tracker.letters import old_replies
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace

MOST = 100


def erase_due(most: int = MOST) -> int:
    """How many were erased, each in a transaction of its own: what a kill interrupts is due still. Then sweep the disk.

    Messages that are not kept any longer count too. Raises what the last that failed raised, after all the others were tried.
    """
    now, failed, done = clock.now(), None, 0
    due: list[tuple[Callable[[str], bool], str]] = [(_erase_asked, each) for each in erasures.due(now, most)]
    due += [(_erase_outlived, each) for each in retention.outlived(now, most)]
    before = now - UNPLACED
    old = old_replies.outlived(before, most)
    db.session.rollback()
    for erase, id_ in due[:most]:
        try:
            done += erase(id_)
        except SQLAlchemyError as error:
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
        _forget(erasure)
        return True


def _erase_outlived(ally_id: str) -> bool:
    """False: they have acted since, or another worker was faster."""
    with transaction() as session:
        ally = answer_by_link.find(ally_id)
        now = clock.now()
        if ally is None or not retention.outlived(now, 1, only=ally_id):
            return False
        _remember_no(ally)
        erasure = Erasure(ally_id=ally_id, why="retention", asked_at=now, due_at=now)
        session.add(erasure)
        session.flush()
        _forget(erasure)
        return True


def _forget(erasure: Erasure) -> None:
    for room in ROOMS:
        room.forget(erasure.ally_id)
    erasure.contact = None
    erasure.done_at = clock.now()
    db.session.flush()
    trace.note("erased", None, "ally", erasure.ally_id, erasure.why)


def _remember_no(ally: Ally) -> None:
    """A "no" outlives the person: an old list must not make a "yes" of it. Who never said one may be met again."""
    contact = ally.contact or {}
    email = contact.get("email") if ally.email_consent == "no" else None
    phone = contact.get("phone") if ally.phone_consent == "no" else None
    suppress(email, phone, "", "left")
