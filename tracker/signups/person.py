"""What this room holds about a person: their signups."""

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from tracker.signups import fold
from tracker.signups.own_data import tell
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store.db import db

__all__ = ["forget", "move", "tell"]


def forget(ally_id: str) -> None:
    """Notes go; that somebody signed up stays, for the figures."""
    db.session.execute(update(Signup).where(Signup.ally_id == ally_id).values(note_sealed=None))
    theirs = select(Signup.id).where(Signup.ally_id == ally_id)
    db.session.execute(update(SignupAnswer).where(SignupAnswer.signup_id.in_(theirs)).values(text_sealed=None))


def move(ally_id: str, to: str) -> None:
    """Two allies were one. Where both signed up the first signup folds in, after its follow-ups (see doubles)."""
    fold.fold(doubles(ally_id, to))
    db.session.execute(update(Signup).where(Signup.ally_id == ally_id).values(ally_id=to))


def doubles(ally_id: str, to: str) -> dict[str, str]:
    """Signups of both at one screening: the one of `ally_id`, and the one of `to` into which it folds."""
    other = aliased(Signup)
    both = select(Signup.id, other.id).join(other, other.screening_id == Signup.screening_id)
    rows = db.session.execute(both.where(Signup.ally_id == ally_id, other.ally_id == to).order_by(Signup.id))
    return {row[0]: row[1] for row in rows}
