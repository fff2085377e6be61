"""One's own follow-ups as a calendar shows them: an alias and what is to be done."""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import BY_PERSON
from tracker.followups.playbook import Step
from tracker.records import dataclass
from tracker.store.db import db
from tracker.words import plain

AHEAD = timedelta(days=60)
MOST = 500


@dataclass(frozen=True, slots=True)
class Own:
    """One that is open and theirs."""

    id: str
    alias: str
    channel: str
    # What organizers call the step; "" when no step planned it.
    title: str
    due_at: datetime
    late_at: datetime


def own(account_id: str) -> list[Own]:
    """The most urgent first: what they are point person of or hold, and is due within two months."""
    now = clock.now()
    held = and_(FollowUp.claimed_by_id == account_id, FollowUp.claimed_until > now)
    wanted = (
        select(FollowUp.id, Ally.alias, FollowUp.channel, Step.title, FollowUp.due_at, FollowUp.late_at)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON), FollowUp.due_at < now + AHEAD)
        .where(or_(FollowUp.point_person_id == account_id, held))
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(MOST)
    )
    return [
        Own(id_, alias, channel, plain(title or ""), due_at, late_at)
        for id_, alias, channel, title, due_at, late_at in db.session.execute(wanted)
    ]
