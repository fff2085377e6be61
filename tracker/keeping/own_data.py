"""What this room holds about a person, in plain words and moments: for themselves. See docs/own-data.md."""

from typing import Any

from sqlalchemy import func, select

from tracker.allies.ally import Ally
from tracker.keeping.erasure import Erasure
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.times import iso, months_after

Told = dict[str, Any]
# Months, for who never signed up in a campaign.
USUAL = 18


def tell(ally_id: str) -> Told:
    """Until when they are held at the latest, if they do nothing more; and erasures, with what lies there until it is due."""
    ally = db.session.get_one(Ally, ally_id)
    longest = (
        select(func.max(Campaign.retention_months))
        .join(Screening, Screening.campaign_id == Campaign.id)
        .join(Signup, Signup.screening_id == Screening.id)
        .where(Signup.ally_id == ally_id)
    )
    months = db.session.scalar(longest) or USUAL
    asked = select(Erasure).where(Erasure.ally_id == ally_id).order_by(Erasure.asked_at, Erasure.id)
    erasures = list(db.session.scalars(asked))
    held = ally.contact is not None
    return {
        "kept_until": str(months_after(ally.acted_at, months).date()) if held else "",
        "erasures": [
            {
                "why": each.why, "asked_at": iso(each.asked_at), "due_at": iso(each.due_at), "done_at": iso(each.done_at),
                "taken_back_at": iso(each.taken_back_at), "held_until_then": dict(each.contact or {}),
                "written_down_by_the_team": each.account_id is not None,
            }
            for each in erasures
        ],
    }  # fmt: skip
