"""Logging a screening: what is to be known of one, and the rules it must keep."""

from collections.abc import Collection
from dataclasses import field
from datetime import date, time

from sqlalchemy import select

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.records import dataclass
from tracker.screenings import calendar, campaigns, code, films, venues
from tracker.screenings.campaign import WorksOn
from tracker.screenings.screening import ACCESSIBILITY, UNLISTED_AT_FIRST, Screening
from tracker.store.db import db
from tracker.store.rows import is_id, row_of
from tracker.team.account import Account
from tracker.team.roles import SEES_CONTACTS
from tracker.words import lazy

# Kinds that can do without a venue.
ANYWHERE = ("virtual", "streaming")


class VenueNeeded(Refusal):
    sentence = lazy("Where is it? Choose a venue, or fill in a new one. Only virtual ones have none.")
    field = "venue"


class VenueKeepsItsClock(Refusal):
    sentence = lazy("%(venue)s keeps %(zone)s. Leave this empty, or change it at the venue.")
    field = "zone"


class ThereAlready(Refusal):
    """`fields["there"]`: the id of the other."""

    sentence = lazy(
        "This film screening is there already. If it is in another auditorium, write which; else change that one."
    )
    field = "day"


class HostContactElsewhere(Refusal):
    sentence = lazy("Choose somebody who works on this campaign and makes contact.")
    field = "host_contact"


class NotForStanding(Refusal):
    sentence = lazy("This one belongs to the campaign itself: it has no day, and stays as long as the campaign.")
    status = 409


@dataclass(frozen=True)
class ScreeningFacts:
    """What is to be known of a screening. Empty film: the campaign's. Empty zone: the venue's."""

    campaign_id: str
    kind: str
    day: date | None
    at: time | None = None
    film_id: str | None = None
    venue_id: str | None = None
    zone: str = ""
    # None: as is usual for the kind.
    visibility: str | None = None
    screen: str = ""
    languages: str = ""
    subtitles: str = ""
    # Of ACCESSIBILITY, what there is.
    accessibility: Collection[str] = ()
    talkback: bool = False
    capacity: int | None = None
    ticket_url: str = ""
    point_person_id: str | None = None
    # Who of the team keeps in touch with the host.
    host_contact_id: str | None = None
    # {"name", "email", "phone"}, those that are known.
    host: dict[str, str] = field(default_factory=dict)
    note: str = ""


def by_id(screening_id: str | None, lock: bool = False) -> Screening:
    """Raises NotThere."""
    return row_of(Screening, screening_id, lock)


def staying(screening_id: str | None) -> Screening:
    """One that nobody takes back until the transaction ends; people go on signing up there. Raises NotThere."""
    screening = by_id(screening_id)
    held = select(Screening.id).where(Screening.id == screening.id).with_for_update(read=True, key_share=True)
    if db.session.scalar(held) is None:
        raise NotThere
    return screening


def dated(screening_id: str | None) -> Screening:
    """One with a day, to be changed; locked. Raises NotThere, and NotForStanding."""
    screening = by_id(screening_id, lock=True)
    if screening.standing:
        raise NotForStanding
    return screening


def add(facts: ScreeningFacts, by: str | None) -> Screening:
    """A new screening and its code; inside a transaction. Raises as write() does."""
    now = clock.now()
    screening = Screening(created_at=now, created_by_id=by, status="announced")
    write(screening, facts)
    db.session.add(screening)
    db.session.flush()
    code.make("link", screening_id=screening.id)
    return screening


def write(screening: Screening, facts: ScreeningFacts) -> None:
    """Set every fact; inside a transaction.

    Raises VenueNeeded, VenueKeepsItsClock, ThereAlready, HostContactElsewhere, what calendar.placed() raises, and NotThere.
    """
    campaign = campaigns.by_id(facts.campaign_id)
    zone = _zone(facts)
    starts_at = calendar.placed(facts.day, facts.at, zone)
    plain = ("kind", "day", "screen", "languages", "subtitles", "talkback", "capacity", "ticket_url")
    with db.session.no_autoflush:
        for name in plain:
            setattr(screening, name, getattr(facts, name))
        for name in ACCESSIBILITY:
            setattr(screening, name, name in facts.accessibility)
        screening.campaign_id = campaign.id
        screening.film_id = films.by_id(facts.film_id or campaign.film_id).id
        screening.venue_id = venues.by_id(facts.venue_id).id if facts.venue_id else None
        screening.zone, screening.starts_at = zone, starts_at
        screening.visibility = facts.visibility or ("unlisted" if facts.kind in UNLISTED_AT_FIRST else "listed")
        screening.point_person_id = facts.point_person_id
        if facts.host_contact_id and facts.host_contact_id != screening.host_contact_id:
            _check_works_on(facts.host_contact_id, campaign.id)
        screening.host_contact_id = facts.host_contact_id
        screening.host, screening.note = facts.host or None, facts.note or None
        screening.changed_at = clock.now()
        refuse_double(screening)


def refuse_double(screening: Screening) -> None:
    """One film starts once at a time in one auditorium. Raises ThereAlready."""
    same = select(Screening.id).where(
        Screening.day == screening.day, Screening.campaign_id == screening.campaign_id,
        Screening.film_id == screening.film_id, Screening.venue_id == screening.venue_id,
        Screening.starts_at == screening.starts_at, Screening.screen == screening.screen,
        Screening.status == "announced", Screening.joined_into_id.is_(None), Screening.id != screening.id,
    )  # fmt: skip
    there = db.session.scalars(same.limit(1)).first() if screening.venue_id else None
    if there:
        raise ThereAlready(there=there)


def repeated(screening: Screening, day: date | None, at: time | None, by: str | None) -> Screening:
    """The same on another day, with a code of its own; inside a transaction. Raises as write() does."""
    same = (
        "film_id", "campaign_id", "venue_id", "kind", "visibility", "zone", "screen", "languages", "subtitles",
        "talkback", "capacity", "ticket_url", "point_person_id", "host_contact_id", *ACCESSIBILITY,
    )  # fmt: skip
    now = clock.now()
    other = Screening(created_at=now, changed_at=now, created_by_id=by, status="announced")
    for name in same:
        setattr(other, name, getattr(screening, name))
    other.day, other.starts_at = day, calendar.placed(day, at, screening.zone)
    other.host = screening.host
    refuse_double(other)
    db.session.add(other)
    db.session.flush()
    code.make("link", screening_id=other.id)
    return other


def move_clock(venue_id: str, zone: str) -> int:
    """The venue keeps another clock than was thought: its screenings start when the new one shows what was written.

    Inside a transaction. Returns how many moved. Raises ClockSkipped when that time does not exist there.
    """
    rows = db.session.scalars(select(Screening).where(Screening.venue_id == venue_id, Screening.zone != zone)).all()
    for screening in rows:
        screening.starts_at = calendar.placed(screening.day, calendar.clock_time(screening), zone)
        screening.zone = zone
    return len(rows)


def _check_works_on(account_id: str, campaign_id: str) -> None:
    """Raises HostContactElsewhere for who has left, sees no contacts or works on other campaigns."""
    if not is_id(account_id):
        raise HostContactElsewhere
    works = select(Account.id).join(WorksOn, WorksOn.account_id == Account.id).where(
        Account.id == account_id, WorksOn.campaign_id == campaign_id, Account.active,
        Account.role_name.in_(sorted(SEES_CONTACTS)),
    )  # fmt: skip
    if db.session.scalars(works).first() is None:
        raise HostContactElsewhere


def _zone(facts: ScreeningFacts) -> str:
    if facts.venue_id:
        venue = venues.by_id(facts.venue_id)
        if facts.zone and facts.zone != venue.zone:
            raise VenueKeepsItsClock(venue=venue.name, zone=venue.zone)
        return venue.zone
    if facts.kind not in ANYWHERE:
        raise VenueNeeded
    if not facts.zone:
        raise venues.ZoneNeeded
    return facts.zone
