"""Letters that were written and have not left when what they tell changes."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select

from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.letters.letter import Letter
from tracker.signups.signup import Signup
from tracker.store.db import db


def write_anew(screening_ids: Collection[str]) -> int:
    """Letters of open follow-ups that tell when and where: away with them, the worker writes them with what holds now.

    Inside a transaction. One that may have arrived ("broken off", or it came back) stays as it is, under its Message-ID.
    Returns how many.
    """
    about = (
        select(FollowUpSignup.follow_up_id)
        .join(Signup, Signup.id == FollowUpSignup.signup_id)
        .join(FollowUp, FollowUp.id == FollowUpSignup.follow_up_id)
        .where(Signup.screening_id.in_(sorted(screening_ids)), FollowUp.state == "open")
    )
    return _away(Letter.follow_up_id.in_(about))


def write_these_anew(follow_up_ids: Collection[str]) -> frozenset[str]:
    """The same for the letters of these open follow-ups. Returns the follow-ups whose letter stays: it is on its way."""
    _away(Letter.follow_up_id.in_(sorted(follow_up_ids)))
    stay = select(Letter.follow_up_id).where(Letter.follow_up_id.in_(sorted(follow_up_ids)))
    return frozenset(str(each) for each in db.session.scalars(stay))


def _away(chosen: ColumnElement[bool]) -> int:
    unsent = (chosen, Letter.state == "waiting", Letter.trouble != "broken off", Letter.bounces == 0)
    gone = delete(Letter).where(*unsent).returning(Letter.id).execution_options(synchronize_session="fetch")
    return len(db.session.scalars(gone).all())
