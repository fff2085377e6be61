"""Two allies side by side, field by field, with what speaks for their being one, and what joining them would do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.allies import merging
from tracker.allies.ally import Ally, Contact
from tracker.allies.consent import CHANNELS, standing
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups import person as followups
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups import person as signups
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.times import when_words

# Film screenings of each that are shown.
MOST = 8


@dataclass(frozen=True, slots=True)
class Half:
    """One of two."""

    ally: Ally
    contact: Contact
    evenings: list[tuple[str, str]]
    signups: int
    open: int
    point_person_ids: list[str]
    left: int
    suppressed: list[str]


@dataclass(frozen=True, slots=True)
class Will:
    """What joining does, whoever stays. Consent by channel."""

    folded: int
    once: int
    consent: dict[str, str]
    care: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class Pair:
    id: str
    halves: tuple[Half, Half]
    evidence: list[str]
    apart_at: datetime | None
    account_id: str | None
    seen: str
    # Who would rather stay: whose address is confirmed, who was there more often, who came first.
    rather_id: str
    will: Will


def pair(pair_id: str) -> Pair:
    """Raises PairGone, and GoneAlready for who is not held any more."""
    row = merging.pair_of(pair_id)
    allies = [db.session.get_one(Ally, each) for each in (row.one_id, row.other_id)]
    if any(each.contact_sealed is None for each in allies):
        raise merging.GoneAlready
    halves = (_half(allies[0]), _half(allies[1]))
    rather = max(halves, key=_weight)
    return Pair(
        row.id, halves, row.evidence.split(), row.apart_at, row.account_id, merging.digest(*allies), rather.ally.id,
        _will(*halves),
    )  # fmt: skip


def _weight(half: Half) -> tuple[bool, int, float]:
    sure = half.ally.confirmed_at is not None or half.ally.reached_at is not None
    return sure, half.signups, -half.ally.created_at.timestamp()


def _half(ally: Ally) -> Half:
    contact = ally.contact or Contact()
    rows = db.session.execute(
        select(Screening, Venue)
        .join(Signup, Signup.screening_id == Screening.id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Signup.ally_id == ally.id)
        .order_by(Signup.at.desc(), Signup.id)
        .limit(MOST)
    )
    evenings = [
        (terms.title(screening, venue), when_words(screening.starts_at, screening.day, screening.zone))
        for screening, venue in rows
    ]
    still_open = db.session.scalars(
        select(FollowUp.point_person_id).where(FollowUp.ally_id == ally.id, FollowUp.state == "open")
    )
    persons = list(still_open)
    kinds = suppressed(contact_fingerprints(contact.get("email"), contact.get("phone"))).values()
    return Half(
        ally, contact, evenings, _count(Signup, Signup.ally_id == ally.id), len(persons), sorted({each for each in persons if each}),
        _count(Letter, Letter.ally_id == ally.id, Letter.state == "left"), sorted(frozenset().union(*kinds)),
    )  # fmt: skip


def _count(table: type[Signup] | type[Letter], *which: object) -> int:
    counted = select(func.count()).select_from(table).where(*which)  # type: ignore[arg-type]
    return db.session.scalar(counted) or 0


def _will(one: Half, other: Half) -> Will:
    stops = bool(one.suppressed or other.suppressed)
    consent = {
        channel: standing(getattr(one.ally, f"{channel}_consent"), getattr(other.ally, f"{channel}_consent"))
        for channel in CHANNELS
    }
    return Will(
        folded=len(signups.doubles(one.ally.id, other.ally.id)),
        once=len(followups.planned_for_both(one.ally.id, other.ally.id)), consent=consent,
        care=bool(one.ally.extra_care or other.ally.extra_care), stopped=stops,
    )  # fmt: skip
