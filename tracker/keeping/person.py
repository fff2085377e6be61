"""What this room holds about a person: their contact, hidden until their erasure is due; copies of it that left."""

from sqlalchemy import delete, select, update

from tracker import clock
from tracker.keeping import erasures
from tracker.keeping.copy_left import CopyOf
from tracker.keeping.erasure import Erasure
from tracker.keeping.keep_question import KeepQuestion
from tracker.keeping.own_data import tell
from tracker.store.db import db

__all__ = ["forget", "move", "tell"]


def forget(ally_id: str) -> None:
    """That there was an erasure stays, as the proof of it; which copies left is listed with it (chasing)."""
    db.session.execute(update(Erasure).where(Erasure.ally_id == ally_id).values(contact_sealed=None))
    db.session.execute(delete(CopyOf).where(CopyOf.ally_id == ally_id))


def move(ally_id: str, to: str) -> None:
    """Two allies were one. If both asked, the first's asking ends, and what is due sooner counts for both."""
    goes, stays = erasures.of_ally(ally_id), erasures.of_ally(to)
    if goes and stays:
        stays.due_at = min(goes.due_at, stays.due_at)
        goes.contact, goes.taken_back_at = None, clock.now()
        db.session.flush()
    db.session.execute(update(Erasure).where(Erasure.ally_id == ally_id).values(ally_id=to))
    for table, key in ((CopyOf, CopyOf.copy_id), (KeepQuestion, KeepQuestion.acted_at)):
        had = select(key).where(table.ally_id == to)
        db.session.execute(delete(table).where(table.ally_id == ally_id, key.in_(had)))
        db.session.execute(update(table).where(table.ally_id == ally_id).values(ally_id=to))
