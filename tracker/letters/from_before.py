"""Letters that a restored database holds as waiting: many of them have left since it was copied. None leaves unseen."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from tracker import clock
from tracker.letters import outbox
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.store.db import db

RESTORED = "restored"


def hold(now: datetime) -> int:
    """Those to allies and hosts that were due by now have failed in sight: somebody looks, then sends; in a transaction.

    Those to the team are taken back: their links open nothing. Letters to many are stopped; whoever started them resumes.
    """
    outbox.withdraw(Letter.account_id.is_not(None) & Letter.state.in_(("waiting", "leaving")))
    stopped = update(BulkLetter).where(BulkLetter.state == "sending").values(state="stopped", ended_at=now)
    db.session.execute(stopped.execution_options(synchronize_session=False))
    due = update(Letter).where(Letter.state.in_(("waiting", "leaving")), Letter.due_at <= now)
    values = {"state": "failed", "trouble": RESTORED, "leased_by": None, "leased_until": None}
    held = due.values(values).returning(Letter.id).execution_options(synchronize_session=False)
    return len(db.session.scalars(held).all())


def how_many() -> int:
    """Letters that wait for somebody's look since a restore."""
    return db.session.scalar(select(func.count()).select_from(Letter).where(*_held())) or 0


def send() -> int:
    """They wait again and leave; inside a transaction. Consent is looked at once more, as for every letter."""
    again = update(Letter).where(*_held()).values(state="waiting", trouble="", tries=0, due_at=clock.now())
    return len(db.session.scalars(again.returning(Letter.id).execution_options(synchronize_session=False)).all())


def drop() -> tuple[int, list[str]]:
    """They are taken back, emptied; inside a transaction. How many, and the follow-ups they carried out."""
    number = how_many()
    return number, outbox.withdraw((Letter.state == "failed") & (Letter.trouble == RESTORED))


def _held() -> tuple[ColumnElement[bool], ...]:
    return Letter.state == "failed", Letter.trouble == RESTORED
