"""What a signup would earn by the steps as they stand, without planning anything: the one place here that knows plan's rules."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker.followups import plan
from tracker.followups.plan import ANY_LETTER, Earned
from tracker.followups.playbook import Step
from tracker.followups.recent import Recent

# The step, when it would be due, and when late.
Ahead = tuple[Step, datetime, datetime]


def earned_by(each: Recent) -> Earned:
    """The signup as planning looks at it."""
    return Earned(
        each.signup_id, each.ally_id, each.campaign_id, each.kind, each.interests, each.by_email, each.by_phone,
        waits=False, at=each.at, point_person_id=each.point_person_id,
    )  # fmt: skip


def would_earn(steps: Sequence[Step], each: Earned) -> list[Ahead]:
    """What the signup earns at once, in the order of the steps."""
    return [_ahead(step, each.at) for step in steps if plan.holds(step, each)]


def would_follow(steps: Sequence[Step], step: Step, outcome: str, each: Earned, at: datetime) -> list[Ahead]:
    """What follows when this step ends so at a moment."""
    return [
        _ahead(following, at)
        for following in steps
        if following.condition.get("outcome") == outcome
        and (
            following.condition.get("after") == step.key
            or (following.condition.get("after") == ANY_LETTER and step.channel == "letter")
        )
        # What cannot reach them is planned, and then closed: it is nothing to look forward to.
        and (each.by_email if following.channel == "letter" else True)
    ]


def _ahead(step: Step, at: datetime) -> Ahead:
    due = at + timedelta(hours=step.delay_hours)
    return step, due, due + timedelta(hours=step.clock_hours)
