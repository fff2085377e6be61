"""An ally asks for extra care while others hold their follow-ups: only who may see them keeps them."""

from sqlalchemy import select, update

from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS


def for_coordinators(ally_id: str) -> None:
    """Open ones of people who may not see them any more wait in the pool; inside a transaction."""
    may_not = select(Account.id).where(Account.role_name.not_in(sorted(SEES_ALL_CAMPAIGNS)))
    theirs = (FollowUp.ally_id == ally_id, FollowUp.state == "open")
    held = update(FollowUp).where(*theirs, FollowUp.claimed_by_id.in_(may_not))
    db.session.execute(held.values(claimed_by_id=None, claimed_until=None).execution_options(synchronize_session=False))
    own = update(FollowUp).where(*theirs, FollowUp.point_person_id.in_(may_not))
    db.session.execute(own.values(point_person_id=None).execution_options(synchronize_session=False))
