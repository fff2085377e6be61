"""What allies want to do next: of all that they ticked in a campaign, the first in the organizers' order."""

from collections.abc import Collection

from sqlalchemy import select

from tracker.appeals.interest import Interest
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db

# Ally and campaign.
Pair = tuple[str, str]


def wanted_by(pairs: Collection[Pair]) -> dict[Pair, str]:
    """The key of that interest; without those who ticked nothing that is still offered."""
    rows = (
        select(Signup.ally_id, Screening.campaign_id, Interest.key)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(SignupInterest, SignupInterest.signup_id == Signup.id)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .where(Signup.ally_id.in_(sorted({ally_id for ally_id, _ in pairs})), ~Interest.archived)
        .order_by(Interest.position, Interest.key)
    )
    first: dict[Pair, str] = {}
    for ally_id, campaign_id, key in db.session.execute(rows):
        first.setdefault((ally_id, campaign_id), key)
    return {pair: first[pair] for pair in pairs if pair in first}


def latest(ally_id: str) -> tuple[str, str]:
    """Their latest signup, and its campaign; two empty ids when there is none."""
    rows = (
        select(Signup.id, Screening.campaign_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(Signup.ally_id == ally_id)
        .order_by(Signup.at.desc(), Signup.id.desc())
    )
    found = db.session.execute(rows.limit(1)).first()
    return (found[0], found[1]) if found else ("", "")
