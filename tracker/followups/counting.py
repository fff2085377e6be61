"""How many follow-ups wait, of each screening of a page."""

from collections.abc import Collection

from sqlalchemy import func, select

from tracker import clock
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.records import dataclass
from tracker.signups.signup import Signup
from tracker.store.db import db


@dataclass(frozen=True)
class Waiting:
    """Open follow-ups; those that can be done now; those that are late. Held letters are open, and no more."""

    open: int = 0
    due: int = 0
    late: int = 0


def waiting_of(screening_ids: Collection[str]) -> dict[str, Waiting]:
    """What waits for the allies of each; those for whom nothing does are left out.

    One that answers signups of two screenings counts for both.
    """
    now = clock.now()
    follow_up = func.distinct(FollowUp.id)
    counted = (
        select(
            Signup.screening_id,
            func.count(follow_up),
            func.count(follow_up).filter(FollowUp.due_at <= now, ~FollowUp.held),
            func.count(follow_up).filter(FollowUp.late_at < now, ~FollowUp.held),
        )
        .join(FollowUpSignup, FollowUpSignup.signup_id == Signup.id)
        .join(FollowUp, FollowUp.id == FollowUpSignup.follow_up_id)
        .where(Signup.screening_id.in_(screening_ids), FollowUp.state == "open")
        .group_by(Signup.screening_id)
    )
    return {row[0]: Waiting(*row[1:]) for row in db.session.execute(counted)}


def waiting_in(campaign_id: str) -> Waiting:
    """What waits in a whole campaign."""
    now = clock.now()
    counted = select(
        func.count(),
        func.count().filter(FollowUp.due_at <= now, ~FollowUp.held),
        func.count().filter(FollowUp.late_at < now, ~FollowUp.held),
    ).where(FollowUp.campaign_id == campaign_id, FollowUp.state == "open")
    return Waiting(*db.session.execute(counted).one())
