"""Who and what of ours another server is told of: who said "yes", by the ways they said it to, and where they signed up.

Never of who asked for extra care, said "no", or asked to be left alone; never of another campaign, or of a private film screening.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from tracker.allies import tags
from tracker.allies.ally import Ally, Contact
from tracker.allies.besides import of as besides_of
from tracker.allies.said import parted
from tracker.allies.suppress import contacts_fingerprints, suppressed
from tracker.allies.tag import AllyTag
from tracker.osdi.reading import Json, told
from tracker.records import dataclass
from tracker.screenings import calendar
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.signups.within import in_campaign
from tracker.store.db import db
from tracker.sync import links
from tracker.sync.terms import UTC_TIMES, Terms

SOME = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One signup of ours that is not known there."""

    signup_id: str
    ally_id: str
    person_id: str
    screening_id: str


def people(terms: Terms) -> list[str]:
    """Ids of those who may be told of at all: a "yes" stands. Whether each is, shapes() decides when it is their turn."""
    wanted = select(Ally.id).where(
        Ally.contact_sealed.is_not(None), or_(Ally.email_consent == "yes", Ally.phone_consent == "yes")
    )
    return list(db.session.scalars(wanted.where(in_campaign(terms.campaign_id)).order_by(Ally.created_at, Ally.id)))


def shapes(terms: Terms, ally_ids: Sequence[str]) -> dict[str, Json]:
    """By ally what is sent of them; those alone of whom anything may be."""
    allies = list(
        db.session.scalars(select(Ally).where(Ally.id.in_(ally_ids)).execution_options(populate_existing=True))
    )
    open_ = [(ally, ally.contact) for ally in allies if not ally.extra_care]
    marks = contacts_fingerprints(
        ((contact or Contact()).get("email"), (contact or Contact()).get("phone")) for _, contact in open_
    )
    barred = suppressed(mark for each in marks for mark in each)
    more = besides_of([ally.id for ally, _ in open_])
    return {
        ally.id: shape for (ally, contact), own in zip(open_, marks, strict=True)
        if contact and not any(mark in barred for mark in own)
        and (shape := _person(terms, ally, contact, parted(contact, more.get(ally.id, {}))))
    }  # fmt: skip


def _person(terms: Terms, ally: Ally, contact: Contact, names: tuple[str, str]) -> Json | None:
    """No way that they did not say "yes" to."""
    email = contact.get("email") if ally.email_consent == "yes" else None
    phone = contact.get("phone") if ally.phone_consent == "yes" else None
    if not email and not phone:
        return None
    shape: Json = {
        "identifiers": [f"{terms.own}:{ally.id}"], "given_name": names[0], "family_name": names[1],
        "languages_spoken": [ally.language],
    }  # fmt: skip
    if email:
        shape["email_addresses"] = [{"primary": True, "address": email, "status": "subscribed"}]
    if phone:
        number = {"primary": True, "number_type": "Mobile", "number": phone.lstrip("+"), "status": "subscribed"}
        shape["phone_numbers"] = [number]
    return shape


def untold(terms: Terms, known_there: Mapping[str, str]) -> list[Told]:
    """Signups at film screenings of the campaign, of allies whose id there is known, that are not known there. By film screening."""
    found: list[Told] = []
    listed = sorted(known_there)
    for start in range(0, len(listed), SOME):
        wanted = (
            select(Signup.id, Signup.ally_id, Signup.screening_id)
            .join(Screening, Screening.id == Signup.screening_id)
            .where(
                Signup.ally_id.in_(listed[start : start + SOME]), Screening.campaign_id == terms.campaign_id,
                Screening.standing.is_(None),
            )
        )  # fmt: skip
        rows = db.session.execute(wanted).all()
        there = links.there(terms.server, links.ATTENDANCE, [row.id for row in rows])
        found += [
            Told(row.id, row.ally_id, known_there[row.ally_id], row.screening_id) for row in rows if row.id not in there
        ]
    return sorted(found, key=lambda each: (each.screening_id, each.signup_id))


def is_private(screening_id: str) -> bool:
    """Nothing is told of those, however it is known there."""
    return db.session.get_one(Screening, screening_id).visibility == "private"


def is_off(screening_id: str) -> bool:
    """Those are not made there any more."""
    found = db.session.get_one(Screening, screening_id)
    return found.status == "cancelled" or found.joined_into_id is not None


def event(terms: Terms, screening_id: str) -> Json:
    """A film screening as it is sent. Its note and its host stay here."""
    screening = db.session.get_one(Screening, screening_id)
    film = db.session.get_one(Film, screening.film_id)
    venue = db.session.get(Venue, screening.venue_id) if screening.venue_id else None
    at, day = calendar.clock_time(screening), screening.day
    assert day is not None
    local = f"{day.isoformat()}T{at.isoformat('seconds')}" if at else day.isoformat()
    shape: Json = {
        "identifiers": [f"{terms.own}:{screening.id}"], "title": film.title, "origin_system": "Houselights",
        "visibility": "public" if screening.visibility == "listed" else "private",
        "tracker:local_start": local, "tracker:timezone": screening.zone, "tracker:kind": screening.kind,
    }  # fmt: skip
    if terms.times == UTC_TIMES and screening.starts_at:
        shape["start_date"] = told(screening.starts_at)
    elif terms.times != UTC_TIMES:
        shape["start_date"] = f"{day.isoformat()}T{at.isoformat('seconds') if at else '12:00:00'}Z"
    if venue is not None:
        parts = {
            "venue": venue.name, "address_lines": [venue.address] if venue.address else None, "locality": venue.city,
            "region": venue.region, "postal_code": venue.postcode, "country": venue.country,
        }  # fmt: skip
        shape["location"] = {name: value for name, value in parts.items() if value}
    return shape


def noes_since(terms: Terms, since: datetime | None) -> list[str]:
    """Allies of whom anything changed here since, and who said "no" to something: whoever of them is known there is asked after."""
    wanted = select(Ally.id).where(or_(Ally.email_consent == "no", Ally.phone_consent == "no"))
    if since is not None:
        wanted = wanted.where(Ally.changed_at >= since)
    return list(db.session.scalars(wanted.where(in_campaign(terms.campaign_id)).order_by(Ally.id)))


def stands(ally_id: str) -> tuple[bool, bool]:
    """Whether they said "no" to letters, and to calls."""
    ally = db.session.get_one(Ally, ally_id, populate_existing=True)
    return ally.email_consent == "no", ally.phone_consent == "no"


def tagged(name: str) -> set[str]:
    """Allies who have the tag of this name."""
    mine = [tag.id for tag in tags.known([name])]
    return set(db.session.scalars(select(AllyTag.ally_id).where(AllyTag.tag_id.in_(mine)))) if mine else set()
