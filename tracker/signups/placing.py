"""A signup by the campaign's code is placed where its ally says that they watched."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.screenings.screening import Screening
from tracker.signups import fold, folded
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.rows import is_id

# A clock is read in whole seconds where a pass is dated.
A_SECOND = timedelta(seconds=1)


def campaign_of(signup_id: str) -> str | None:
    """The campaign that a signup belongs to; None when there is no such signup."""
    if not is_id(signup_id):
        return None
    wanted = select(Screening.campaign_id).join(Signup, Signup.screening_id == Screening.id)
    return db.session.scalar(wanted.where(Signup.id == folded.now_of(signup_id)))


def held(signup_id: str) -> Signup | None:
    """The signup as it is now, until the transaction ends; the one that stayed where it has folded into another."""
    return db.session.get(Signup, folded.now_of(signup_id), with_for_update=True, populate_existing=True)


def is_asked(signup: Signup) -> bool:
    """Whether it is for the ally to say where: nobody has, or they have. Who came by a screening's code was there."""
    return signup.placed_at is not None or _is_unplaced(signup)


def may_be_placed_since(signup: Signup, since: datetime) -> bool:
    """Whether who signed up just before `since` may place it: it is not said yet, or they have said it themselves, later."""
    return _is_unplaced(signup) or (signup.placed_at is not None and signup.placed_at > since - A_SECOND)


def _is_unplaced(signup: Signup) -> bool:
    return db.session.get_one(Screening, signup.screening_id).standing == "unplaced"


def double_of(signup: Signup, screening_id: str) -> str | None:
    """The ally's other signup at that screening."""
    wanted = select(Signup.id).where(Signup.ally_id == signup.ally_id, Signup.screening_id == screening_id)
    return db.session.scalar(wanted.where(Signup.id != signup.id))


def fold_into(signup: Signup, stays_id: str) -> None:
    """Inside a transaction, after its follow-ups have moved (followups.move)."""
    fold.fold({signup.id: stays_id})
