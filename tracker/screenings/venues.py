"""Venues: found, searched, resolved from what somebody typed, added, changed."""

from babel.core import get_global
from sqlalchemy import ColumnElement, or_, select, tuple_

from tracker import clock
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.screenings.names import looks_alike, loose_key, venue_key
from tracker.screenings.venue import Venue
from tracker.screenings.zones import zone_of_state
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.times import zone_named
from tracker.words import lazy

PAGE = 50
# Names that a form offers while one types.
OFFERED = 400
# As long as the column; a key can be longer than its name ("&" is compared as "and").
KEY_LENGTH = 200


class VenueUnknown(Refusal):
    sentence = lazy("No venue is called “%(name)s”. Choose one from the list, or fill in a new one below.")
    field = "venue"


class VenueUnclear(Refusal):
    sentence = lazy("More than one venue is called that. Write the street or the town after the name.")
    field = "venue"


class ZoneNeeded(Refusal):
    sentence = lazy("Which clock does it keep? Choose a time zone, such as America/Chicago.")
    field = "zone"


@dataclass(frozen=True)
class VenueFacts:
    """What is to be known of a venue. An empty zone is guessed from where it is."""

    name: str
    address: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = "US"
    zone: str = ""


def by_id(venue_id: str | None) -> Venue:
    """The venue; of one that was joined, the one that stayed. Raises NotThere."""
    venue = row_of(Venue, venue_id)
    return row_of(Venue, venue.joined_into_id) if venue.joined_into_id else venue


def label(venue: Venue) -> str:
    """ "Barton Street Cinema, Austin, TX"."""
    return ", ".join(part for part in (venue.name, venue.city, venue.region) if part)


def spelt_out(venue: Venue) -> str:
    """What named() finds it by, when another has the same name in the same town."""
    same = select(Venue.id).where(
        Venue.name_key == venue.name_key, Venue.city == venue.city, Venue.region == venue.region,
        Venue.id != venue.id, Venue.joined_into_id.is_(None),
    )  # fmt: skip
    if db.session.scalars(same.limit(1)).first() is None:
        return label(venue)
    return ", ".join(part for part in (venue.name, venue.address, venue.city, venue.region) if part)


def offered() -> list[str]:
    """Names for a list to choose from, the newest first and as many as a page can carry; others can be typed."""
    newest = select(Venue).where(Venue.joined_into_id.is_(None)).order_by(Venue.created_at.desc(), Venue.id)
    return sorted({label(venue) for venue in db.session.scalars(newest.limit(OFFERED))})


def matching(text: str) -> ColumnElement[bool]:
    """That each comma-separated part of `text` is in the name, town, state or postcode."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    fits: ColumnElement[bool] = Venue.joined_into_id.is_(None)
    for part in parts[:5]:
        fits = fits & or_(
            Venue.name_key.contains(venue_key(part), autoescape=True),
            Venue.city.icontains(part, autoescape=True),
            Venue.region.icontains(part, autoescape=True),
            Venue.postcode.istartswith(part, autoescape=True),
        )
    return fits


def search(text: str = "", after: str | None = None) -> tuple[list[Venue], str | None]:
    """A page of venues by name, and the id after which the next one begins. Raises NotThere for a strange `after`."""
    wanted = select(Venue).where(matching(text)).order_by(Venue.name_key, Venue.id).limit(PAGE + 1)
    if after:
        last = row_of(Venue, after)
        wanted = wanted.where(tuple_(Venue.name_key, Venue.id) > (last.name_key, last.id))
    rows = list(db.session.scalars(wanted))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def named(text: str) -> Venue:
    """The venue that somebody typed, with as much of street, town and state as they liked.

    Raises VenueUnknown and VenueUnclear.
    """
    key = venue_key(text)
    words = key.split()
    beginnings = {" ".join(words[:count])[:KEY_LENGTH] for count in range(1, len(words) + 1)}
    found = db.session.scalars(
        select(Venue)
        .where(Venue.name_key.in_(beginnings), Venue.joined_into_id.is_(None))
        .order_by(Venue.id)
        .limit(200)
    )
    meant = [venue for venue in found if key in _spellings(venue)]
    if not meant:
        raise VenueUnknown(name=text[:80])
    if len(meant) > 1:
        raise VenueUnclear
    return meant[0]


def _spellings(venue: Venue) -> set[str]:
    ways = (
        (), ("city",), ("city", "region"), ("address",), ("address", "city"), ("address", "city", "region"),
        ("address", "city", "region", "postcode"),
    )  # fmt: skip
    return {venue_key(" ".join([venue.name, *(getattr(venue, part) for part in way)])) for way in ways}


def alike(venue: Venue) -> list[Venue]:
    """Others that may be the same place: offered to a person, never joined by itself."""
    near = select(Venue).where(
        Venue.id != venue.id, Venue.joined_into_id.is_(None),
        or_(Venue.name_key == venue.name_key, (Venue.city != "") & (Venue.city == venue.city)),
    )  # fmt: skip
    mine = loose_key(venue.name)
    found = db.session.scalars(near.order_by(Venue.name_key, Venue.id).limit(500))
    return [other for other in found if other.name_key == venue.name_key or looks_alike(mine, loose_key(other.name))]


def guessed_zone(country: str, region: str) -> str | None:
    """The zone of a US state, or of a country that has only one."""
    if country == "US":
        return zone_of_state(region)
    zones = get_global("territory_zones").get(country, [])
    return str(zones[0]) if len(zones) == 1 else None


def add(facts: VenueFacts) -> Venue:
    """A new venue; inside a transaction. Raises ZoneNeeded and ZoneUnknown."""
    venue = Venue(created_at=clock.now())
    write(venue, facts)
    db.session.add(venue)
    return venue


def write(venue: Venue, facts: VenueFacts) -> None:
    """Set every fact; inside a transaction. Raises ZoneNeeded and ZoneUnknown."""
    zone = facts.zone or guessed_zone(facts.country, facts.region)
    if not zone:
        raise ZoneNeeded
    for name, value in vars(facts).items():
        setattr(venue, name, value)
    venue.zone = zone_named(zone).key
    venue.name_key = venue_key(facts.name)[:KEY_LENGTH]
