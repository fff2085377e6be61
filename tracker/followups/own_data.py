"""What this room holds about a person, in plain words and moments: for themselves. See docs/own-data.md."""

from collections import defaultdict
from typing import Any

from sqlalchemy import or_, select

from tracker.followups.by_hand import SAME
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.times import iso

Told = dict[str, Any]


def tell(ally_id: str) -> Told:
    """Who of the team it was stays out. So does a doubt whether two allies are one: it would tell that another is known."""
    tries = _tries(ally_id)
    rows = (
        select(FollowUp, Step.title, Campaign.name)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .join(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(FollowUp.ally_id == ally_id, or_(FollowUp.why.is_(None), FollowUp.why != SAME))
        .order_by(FollowUp.planned_at, FollowUp.due_at, FollowUp.id)
    )
    return {
        "follow_ups": [
            {
                "campaign": campaign, "what": title_of(title, each.why), "by": each.channel, "planned_at": iso(each.planned_at),
                "due_at": iso(each.due_at), "late_at": iso(each.late_at), "state": each.state, "outcome": each.outcome or "",
                "closed_at": iso(each.closed_at), "waits_for_confirmation": bool(each.held), "value": each.value,
                "currency": each.currency or "", "tries": tries[each.id],
            }
            for each, title, campaign in db.session.execute(rows)
        ]
    }  # fmt: skip


def _tries(ally_id: str) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    made = select(Attempt).join(FollowUp, FollowUp.id == Attempt.follow_up_id).where(FollowUp.ally_id == ally_id)
    for each in db.session.scalars(made.order_by(Attempt.at, Attempt.id)):
        found[each.follow_up_id].append({
            "at": iso(each.at), "outcome": each.outcome, "note": each.note or "", "next_at": iso(each.next_at),
            "taken_back_at": iso(each.undone_at),
        })  # fmt: skip
    return found
