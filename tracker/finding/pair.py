"""Two allies side by side, field by field, with what speaks for their being one, and what joining them would do."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from tracker.allies import merging
from tracker.allies.ally import Ally, Contact
from tracker.allies.consent import CHANNELS, standing
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups import person as followups
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.records import dataclass
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
    found = {ally.id: ally for ally in db.session.scalars(select(Ally).where(Ally.id.in_((row.one_id, row.other_id))))}
    allies = found[row.one_id], found[row.other_id]
    if any(each.contact_sealed is None for each in allies):
        raise merging.GoneAlready
    halves = _halves(*allies)
    rather = max(halves, key=_weight)
    return Pair(
        row.id, halves, row.evidence.split(), row.apart_at, row.account_id, merging.digest(*allies), rather.ally.id,
        _will(*halves),
    )  # fmt: skip


def _weight(half: Half) -> tuple[bool, int, float]:
    sure = half.ally.confirmed_at is not None or half.ally.reached_at is not None
    return sure, half.signups, -half.ally.created_at.timestamp()


def _halves(one: Ally, other: Ally) -> tuple[Half, Half]:
    """Each question is asked for both."""
    both = (one.id, other.id)
    evenings, open_ = _evenings(both), _open(both)
    sent = select(Letter.ally_id, func.count()).where(Letter.ally_id.in_(both), Letter.state == "left")
    left: dict[str | None, int] = dict(db.session.execute(sent.group_by(Letter.ally_id)).all())
    contacts = {ally.id: ally.contact or Contact() for ally in (one, other)}
    marks = {each: contact_fingerprints(said.get("email"), said.get("phone")) for each, said in contacts.items()}
    kinds = suppressed([mark for of_one in marks.values() for mark in of_one])

    def half(ally: Ally) -> Half:
        at, persons = evenings.get(ally.id, []), open_.get(ally.id, [])
        barred = frozenset[str]().union(*(kinds[mark] for mark in marks[ally.id] if mark in kinds))
        return Half(
            ally, contacts[ally.id], at[:MOST], len(at), len(persons), sorted({each for each in persons if each}),
            left.get(ally.id, 0), sorted(barred),
        )  # fmt: skip

    return half(one), half(other)


def _evenings(ally_ids: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """Where and when each signed up, the latest first."""
    rows = db.session.execute(
        select(Signup.ally_id, Screening, Venue)
        .join(Screening, Screening.id == Signup.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Signup.ally_id.in_(ally_ids))
        .order_by(Signup.at.desc(), Signup.id)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for ally_id, screening, venue in rows:
        told = terms.title(screening, venue), when_words(screening.starts_at, screening.day, screening.zone)
        found.setdefault(ally_id, []).append(told)
    return found


def _open(ally_ids: Collection[str]) -> dict[str, list[str | None]]:
    """The point persons of what is open, of each."""
    still = select(FollowUp.ally_id, FollowUp.point_person_id).where(
        FollowUp.ally_id.in_(ally_ids), FollowUp.state == "open"
    )
    found: dict[str, list[str | None]] = {}
    for ally_id, person in db.session.execute(still):
        found.setdefault(ally_id, []).append(person)
    return found


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
