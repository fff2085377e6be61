"""What allies want to do next: of all that they ticked in a campaign, the one whose step comes first."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from tracker.appeals.interest import NEXT_STEPS, Interest
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db

# Ally and campaign.
Pair = tuple[str, str]


def wanted_by(pairs: Collection[Pair]) -> dict[Pair, str]:
    """The key of that interest; without those who ticked nothing that is still offered."""
    ticked: dict[Pair, list[str]] = defaultdict(list)
    rows = (
        select(Signup.ally_id, Screening.campaign_id, Interest.key)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(SignupInterest, SignupInterest.signup_id == Signup.id)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .where(Signup.ally_id.in_(sorted({ally_id for ally_id, _ in pairs})), ~Interest.archived)
        .order_by(Interest.position, Interest.key)
    )
    for ally_id, campaign_id, key in db.session.execute(rows):
        ticked[ally_id, campaign_id].append(key)
    return {pair: first(ticked[pair]) for pair in pairs if pair in ticked}


def first(keys: Collection[str]) -> str:
    """Of several, the one by NEXT_STEPS; then those that organizers have added, as they come. "": there is none."""
    return next((key for key in NEXT_STEPS if key in keys), next(iter(keys), ""))


def latest_campaign(ally_id: str) -> str | None:
    """In which campaign they signed up last."""
    rows = (
        select(Screening.campaign_id)
        .join(Signup, Signup.screening_id == Screening.id)
        .where(Signup.ally_id == ally_id)
        .order_by(Signup.at.desc(), Signup.id.desc())
    )
    return db.session.scalar(rows.limit(1))
