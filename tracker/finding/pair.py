"""Two allies side by side, field by field, with what speaks for their being one, and what joining them would do."""

from collections.abc import Collection, Mapping
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
from tracker.store.counts import counted
from tracker.store.db import db
from tracker.times import when_words

# Film screenings of each that are shown.
MOST = 8
FOLDED, ONCE = "folded", "once"


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
    row, one, other = merging.both_of(pair_id)
    numbers = _numbers(one, other)
    halves = _halves(one, other, numbers)
    rather = max(halves, key=_weight)
    return Pair(
        row.id, halves, row.evidence.split(), row.apart_at, row.account_id, merging.digest(one, other), rather.ally.id,
        _will(*halves, numbers),
    )  # fmt: skip


def _numbers(one: Ally, other: Ally) -> dict[str, int]:
    """Letters that left, by ally; what both have, under its own name."""
    left = {
        each.id: select(func.count()).where(Letter.ally_id == each.id, Letter.state == "left") for each in (one, other)
    }
    return counted(left | {
        FOLDED: signups.counting_doubles(one.id, other.id), ONCE: followups.counting_for_both(one.id, other.id),
    })  # fmt: skip


def _weight(half: Half) -> tuple[bool, int, float]:
    sure = half.ally.confirmed_at is not None or half.ally.reached_at is not None
    return sure, half.signups, -half.ally.created_at.timestamp()


def _halves(one: Ally, other: Ally, numbers: Mapping[str, int]) -> tuple[Half, Half]:
    """Each question is asked for both."""
    both = (one.id, other.id)
    evenings, open_ = _evenings(both), _open(both)
    contacts = {ally.id: ally.contact or Contact() for ally in (one, other)}
    marks = {each: contact_fingerprints(said.get("email"), said.get("phone")) for each, said in contacts.items()}
    kinds = suppressed([mark for of_one in marks.values() for mark in of_one])

    def half(ally: Ally) -> Half:
        at, persons = evenings.get(ally.id, []), open_.get(ally.id, [])
        barred = frozenset[str]().union(*(kinds[mark] for mark in marks[ally.id] if mark in kinds))
        return Half(
            ally, contacts[ally.id], at[:MOST], len(at), len(persons), sorted({each for each in persons if each}),
            numbers[ally.id], sorted(barred),
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


def _will(one: Half, other: Half, numbers: Mapping[str, int]) -> Will:
    stops = bool(one.suppressed or other.suppressed)
    consent = {
        channel: standing(getattr(one.ally, f"{channel}_consent"), getattr(other.ally, f"{channel}_consent"))
        for channel in CHANNELS
    }
    return Will(
        folded=numbers[FOLDED], once=numbers[ONCE], consent=consent,
        care=bool(one.ally.extra_care or other.ally.extra_care), stopped=stops,
    )  # fmt: skip
