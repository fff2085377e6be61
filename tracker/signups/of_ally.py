"""The signups of an ally."""

from collections import defaultdict

from sqlalchemy import select

from tracker.appeals.interest import Interest
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.shown import days_since
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A signup with what a playbook looks at."""

    signup_id: str
    campaign_id: str
    kind: str
    source: str
    zone: str
    # Whole days after the film screening: see screenings.shown.
    days_since: int
    # Its campaign asks that the address be confirmed first.
    confirmed_first: bool
    point_person_id: str | None
    host_contact_id: str | None
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
        select(Signup.id, Signup.source, Signup.at, Screening, Campaign.confirmed_first)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(Campaign, Campaign.id == Screening.campaign_id)
        .where(Signup.ally_id == ally_id)
        .order_by(Signup.at, Signup.id)
    )
    return [
        Raised(
            signup_id=signup_id, campaign_id=at.campaign_id, kind=at.kind, source=source, zone=at.zone,
            days_since=days_since(moment, at.zone, at.day, at.starts_at), confirmed_first=first,
            point_person_id=at.point_person_id, host_contact_id=at.host_contact_id, interests=frozenset(ticked[signup_id]),
        )
        for signup_id, source, moment, at, first in db.session.execute(signups)
    ]  # fmt: skip
