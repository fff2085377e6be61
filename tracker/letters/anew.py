"""Letters of one ally that wait, when who they go to or how they speak changes."""

from collections.abc import Collection

from sqlalchemy import delete, select

from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.letters.outbox import NEW_ADDRESS
from tracker.letters.pace import heap_of
from tracker.store.db import db


def write_anew_for(ally_id: str) -> None:
    """Letters of open follow-ups: away with them, the worker writes them with what holds now; inside a transaction.

    One that may have arrived ("broken off", or it came back) stays as it is, under its Message-ID.
    """
    theirs = select(FollowUp.id).where(FollowUp.ally_id == ally_id, FollowUp.state == "open")
    waits = (Letter.state == "waiting", Letter.trouble != "broken off", Letter.bounces == 0)
    gone = delete(Letter).where(Letter.follow_up_id.in_(theirs), *waits)
    db.session.execute(gone.execution_options(synchronize_session="fetch"))


def make_way(follow_ups: Collection[str]) -> frozenset[str]:
    """Letters that were taken back before anybody had begun to carry them are written anew: away with them; inside a
    transaction. Returns those of the follow-ups that keep theirs: it has left, or may have arrived.
    """
    of_these = Letter.follow_up_id.in_(sorted(follow_ups))
    gone = delete(Letter).where(of_these, Letter.state == "withdrawn", Letter.tries == 0, Letter.bounces == 0)
    db.session.execute(gone.execution_options(synchronize_session="fetch"))
    return frozenset(str(each) for each in db.session.scalars(select(Letter.follow_up_id).where(of_these)))


def send_elsewhere(ally_id: str, email: str) -> None:
    """What else waits for them goes to this address; inside a transaction."""
    waits = select(Letter).where(Letter.ally_id == ally_id, Letter.state == "waiting", Letter.kind != NEW_ADDRESS)
    for letter in db.session.scalars(waits.with_for_update()):
        letter.recipient, letter.heap = email, heap_of(email)
    db.session.flush()
