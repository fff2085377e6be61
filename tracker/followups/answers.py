"""An ally has answered a letter by themselves: its thread closes with that, and what follows is planned."""

from datetime import datetime

from sqlalchemy import select

from tracker.followups.closing import close
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.outcomes import BY_PERSON
from tracker.followups.plan import plan_after
from tracker.followups.playbook import Step
from tracker.store.db import db

ANSWERED = "answered"


def take_answer(letter_follow_up: FollowUp, at: datetime) -> Attempt | None:
    """Close it as answered, if it waits or closed because the letter left; inside a transaction. None: neither."""
    if letter_follow_up.channel != "letter" or letter_follow_up.outcome not in (None, "sent"):
        return None
    attempt = Attempt(follow_up_id=letter_follow_up.id, at=at, outcome=ANSWERED, changed={})
    db.session.add(attempt)
    close(letter_follow_up, ANSWERED, at)
    db.session.flush()
    plan_after(letter_follow_up, ANSWERED, at)
    return attempt


def open_step_after(ally_id: str, campaign_id: str) -> str | None:
    """What the playbook has planned because they answered, while a person still has to do it."""
    wanted = (
        select(FollowUp.id, Step.condition)
        .join(Step, Step.id == FollowUp.step_id)
        .where(FollowUp.ally_id == ally_id, FollowUp.campaign_id == campaign_id, FollowUp.state == "open")
        .where(FollowUp.channel.in_(BY_PERSON))
        .order_by(FollowUp.late_at, FollowUp.id)
    )
    after = (each for each, condition in db.session.execute(wanted) if condition.get("outcome") == ANSWERED)
    return next(after, None)


def pull_forward(follow_up_id: str, due_at: datetime, late_at: datetime) -> bool:
    """Due and late at these moments at the latest; inside a transaction. False: it has just been closed, nobody would look."""
    follow_up = db.session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
    if follow_up.state != "open":
        return False
    follow_up.due_at, follow_up.late_at = min(follow_up.due_at, due_at), min(follow_up.late_at, late_at)
    return True
