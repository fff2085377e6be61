"""What stands behind a follow-up: the signups it answers, where they watched, what they ticked, what was tried before."""

from collections.abc import Collection, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tracker.appeals.interest import Interest
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.times import when_words

# Where nothing tells the zone: a follow-up planned by hand.
NO_ZONE = "UTC"


@dataclass(slots=True)
class Behind:
    """The latest of the signups that a follow-up answers; what was ticked on any of them."""

    screening_id: str
    film: str
    place: str
    when: str
    zone: str
    talkback: bool
    cancelled: bool
    interests: list[str] = field(default_factory=list)


def behind(follow_up_ids: Sequence[str]) -> dict[str, Behind]:
    """By follow-up. One query, however many: a row for each interest of each signup."""
    rows = db.session.execute(
        select(FollowUpSignup.follow_up_id, Screening, Venue, Film.title, Interest)
        .join(Signup, Signup.id == FollowUpSignup.signup_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .outerjoin(SignupInterest, SignupInterest.signup_id == Signup.id)
        .outerjoin(Interest, Interest.id == SignupInterest.interest_id)
        .where(FollowUpSignup.follow_up_id.in_(list(follow_up_ids)))
        .order_by(Signup.at, Signup.id)
    )
    latest: dict[str, tuple[Screening, Venue | None, str]] = {}
    ticked: dict[str, set[Interest]] = {}
    for follow_up_id, screening, venue, film, interest in rows:
        latest[follow_up_id] = screening, venue, film
        ticked.setdefault(follow_up_id, set()).update({interest} - {None})
    return {each: _behind(*of, ticked[each]) for each, of in latest.items()}


def _behind(screening: Screening, venue: Venue | None, film: str, ticked: Collection[Interest]) -> Behind:
    in_order = sorted(ticked, key=lambda interest: (interest.position, interest.key))
    return Behind(
        screening.id, film, terms.title(screening, venue),
        when_words(screening.starts_at, screening.day, screening.zone), screening.zone, screening.talkback,
        screening.status == "cancelled", list(dict.fromkeys(interest.label for interest in in_order)),
    )  # fmt: skip


def zone_of(follow_up_id: str) -> str:
    """The zone of the place where the ally watched last."""
    wanted = (
        select(Screening.zone)
        .join(Signup, Signup.screening_id == Screening.id)
        .join(FollowUpSignup, FollowUpSignup.signup_id == Signup.id)
        .where(FollowUpSignup.follow_up_id == follow_up_id)
        .order_by(Signup.at.desc(), Signup.id.desc())
    )
    return db.session.scalars(wanted).first() or NO_ZONE


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt, as the next person reads it."""

    follow_up_id: str
    outcome: str
    at: datetime
    account_id: str | None
    note: str
    next_at: datetime | None


def last_tries(follow_up_ids: Sequence[str]) -> dict[str, Tried]:
    """The last attempt at each, without its note. One query at most."""
    if not follow_up_ids:
        return {}
    wanted = (
        select(Attempt.follow_up_id, Attempt.outcome, Attempt.at, Attempt.account_id, Attempt.next_at)
        .where(Attempt.follow_up_id.in_(list(follow_up_ids)), Attempt.undone_at.is_(None))
        .order_by(Attempt.at, Attempt.id)
    )
    return {
        follow_up_id: Tried(follow_up_id, outcome, at, account_id, "", next_at)
        for follow_up_id, outcome, at, account_id, next_at in db.session.execute(wanted)
    }


def said_before(ally_id: str) -> list[Tried]:
    """Every attempt at an ally, the latest first, notes opened: for the card of who makes the next one."""
    wanted = _said_before(select(Attempt), ally_id).order_by(Attempt.at.desc(), Attempt.id)
    return [
        Tried(each.follow_up_id, each.outcome, each.at, each.account_id, each.note or "", each.next_at)
        for each in db.session.scalars(wanted.limit(20))
    ]


def counting_said_before(ally_id: str | InstrumentedAttribute[str]) -> Select[int]:
    """How many these are; to be asked together with other counts."""
    counted: Select[int] = _said_before(select(func.count()).select_from(Attempt), ally_id)
    return counted


def _said_before(wanted: Any, ally_id: str | InstrumentedAttribute[str]) -> Any:
    theirs = aliased(FollowUp)
    by_the_team = Attempt.undone_at.is_(None), Attempt.account_id.is_not(None)
    return wanted.join(theirs, theirs.id == Attempt.follow_up_id).where(theirs.ally_id == ally_id, *by_the_team)
