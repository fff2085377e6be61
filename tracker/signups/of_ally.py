"""The signups of an ally."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from tracker.appeals.interest import Interest
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Raised:
    """A signup with what a playbook looks at."""

    signup_id: str
    campaign_id: str
    kind: str
    point_person_id: str | None
    interests: frozenset[str]


def raised_by(ally_id: str) -> list[Raised]:
    """The oldest first."""
    ticked: dict[str, set[str]] = defaultdict(set)
    interests = (
        select(SignupInterest.signup_id, Interest.key)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .join(Signup, Signup.id == SignupInterest.signup_id)
        .where(Signup.ally_id == ally_id)
    )
    for signup_id, key in db.session.execute(interests):
        ticked[signup_id].add(key)
    signups = (
        select(Signup.id, Screening.campaign_id, Screening.kind, Screening.point_person_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(Signup.ally_id == ally_id)
        .order_by(Signup.at, Signup.id)
    )
    return [
        Raised(signup_id, campaign_id, kind, point_person_id, frozenset(ticked[signup_id]))
        for signup_id, campaign_id, kind, point_person_id in db.session.execute(signups)
    ]
