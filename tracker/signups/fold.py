"""Signups of a screening that was found to be another: moved there, and folded in where the ally is there already."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from tracker.signups import folded
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup, SignupAnswer, SignupInterest
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once


def doubles(screening_id: str, to: str) -> dict[str, str]:
    """Signups of allies who signed up at both: the one at `screening_id`, and the one at `to` it folds into."""
    other = aliased(Signup)
    both = (
        select(Signup.id, other.id)
        .join(other, (other.ally_id == Signup.ally_id) & (other.screening_id == to))
        .where(Signup.screening_id == screening_id)
        .order_by(Signup.id)
    )
    return {row[0]: row[1] for row in db.session.execute(both)}


def fold(pairs: dict[str, str]) -> None:
    """Add the interests of each first signup to the second, keep its note if that has none, drop the first.

    Its id and its submission mean the second from now on. Inside a transaction, after follow-ups have moved (followups.move).
    """
    if not pairs:
        return
    ticked = db.session.scalars(select(SignupInterest).where(SignupInterest.signup_id.in_(pairs)))
    add_once(
        SignupInterest,
        [
            {"id": new_id(), "signup_id": pairs[each.signup_id], "interest_id": each.interest_id, "at": each.at}
            for each in ticked
        ],
    )
    _keep_notes(pairs)
    for signup_id, stays_id in pairs.items():
        db.session.execute(update(SignupAnswer).where(SignupAnswer.signup_id == signup_id).values(signup_id=stays_id))
        db.session.execute(update(RequestToHost).where(RequestToHost.signup_id == signup_id).values(signup_id=stays_id))
        known_as.move(known_as.ATTENDANCE, signup_id, stays_id)
    folded.remember(pairs)
    db.session.execute(delete(SignupInterest).where(SignupInterest.signup_id.in_(pairs)))
    db.session.execute(delete(Signup).where(Signup.id.in_(pairs)))


def move(screening_id: str, to: str) -> int:
    """Point the signups that are left to `to`; inside a transaction, after fold(). Returns how many."""
    moved = db.session.scalars(select(Signup.id).where(Signup.screening_id == screening_id)).all()
    db.session.execute(update(Signup).where(Signup.screening_id == screening_id).values(screening_id=to))
    # What came of a request is the one that stays.
    db.session.execute(update(RequestToHost).where(RequestToHost.screening_id == screening_id).values(screening_id=to))
    return len(moved)


def _keep_notes(pairs: dict[str, str]) -> None:
    """A note is sealed to its row: it is opened and sealed anew."""
    noted = select(Signup).where(Signup.id.in_(pairs), Signup.note_sealed.is_not(None))
    for signup in db.session.scalars(noted):
        stays = db.session.get_one(Signup, pairs[signup.id])
        if stays.note_sealed is None:
            stays.note = signup.note
    db.session.flush()
