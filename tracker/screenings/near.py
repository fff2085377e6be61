"""Film screenings to come near a town that somebody named: in it, around it, in its state. Those that anybody may find."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import select

from tracker.records import dataclass
from tracker.screenings import calendar
from tracker.screenings.film import Film
from tracker.screenings.names import typed_town_key
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.screenings.zones import state_code
from tracker.store.db import db

MOST = 6
LOOK_AT = 1_000
# Kilometres: further than that nobody goes for an evening.
FAR = 120.0
# Without coordinates: as if it was that far, within one town, one postal region, one state.
SAME_TOWN, SAME_POSTCODE, SAME_REGION = 0.0, 30.0, 119.0
# Letters and digits of a postcode that name a region (in the US the ZIP-3).
POSTAL_REGION = 3

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Town:
    """Where, as somebody wrote it."""

    city: str
    region: str = ""
    postcode: str = ""
    country: str = "US"


@dataclass(frozen=True, slots=True)
class Near:
    """One that is to come. `kilometres`: None where no coordinates tell."""

    screening: Screening
    venue: Venue
    film: str
    kilometres: int | None


def coming(town: Town) -> list[Near]:
    """The nearest first, of equally near ones the sooner."""
    rows = db.session.execute(
        select(Screening, Venue, Film.title)
        .join(Venue, Venue.id == Screening.venue_id)
        .join(Film, Film.id == Screening.film_id)
        .where(
            Venue.country == town.country, Screening.visibility == "listed", Screening.joined_into_id.is_(None),
            calendar.in_phase("announced") | calendar.in_phase("tonight"),
        )
        .order_by(Screening.day, Screening.starts_at, Screening.id)
        .limit(LOOK_AT)
    ).all()  # fmt: skip
    middle = _middle([venue for _, venue, _ in rows if _same_town(venue, town)])
    found = [
        (_far(venue, town, middle), Near(screening, venue, film, _measured(venue, middle)))
        for screening, venue, film in rows
        if not calendar.has_begun(screening)
    ]
    return [near for far, near in sorted(found, key=lambda each: each[0]) if far <= FAR][:MOST]


def kilometres(here: Place, there: Place) -> float:
    """Along the surface (haversine)."""
    one, other = radians(here[0]), radians(there[0])
    over = radians(there[1] - here[1])
    part = sin((other - one) / 2) ** 2 + cos(one) * cos(other) * sin(over / 2) ** 2
    return 2 * 6371 * asin(sqrt(part))


def place_of(venue: Venue) -> Place | None:
    """Its coordinates, where they are known."""
    if venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def _far(venue: Venue, town: Town, middle: Place | None) -> float:
    """Kilometres, or a guess; above FAR for elsewhere."""
    if _same_town(venue, town):
        return SAME_TOWN
    there = place_of(venue)
    if middle and there:
        return kilometres(middle, there)
    code = _plain(town.postcode)[:POSTAL_REGION]
    if len(code) == POSTAL_REGION and _plain(venue.postcode).startswith(code):
        return SAME_POSTCODE
    return SAME_REGION if town.region and _region(town.region) == _region(venue.region) else FAR + 1


def _measured(venue: Venue, middle: Place | None) -> int | None:
    there = place_of(venue)
    return round(kilometres(middle, there)) if middle and there else None


def _middle(venues: Sequence[Venue]) -> Place | None:
    """The middle of those venues of which it is known where they are: nobody looks a town up anywhere."""
    places = [place for place in map(place_of, venues) if place]
    if not places:
        return None
    return sum(place[0] for place in places) / len(places), sum(place[1] for place in places) / len(places)


def _same_town(venue: Venue, town: Town) -> bool:
    """Two towns of one name in two states are two."""
    if not town.city or typed_town_key(venue.city) != typed_town_key(town.city):
        return False
    return not town.region or not venue.region or _region(town.region) == _region(venue.region)


def _region(written: str) -> str:
    return state_code(written) or typed_town_key(written)


def _plain(postcode: str) -> str:
    return "".join(letter for letter in postcode.upper() if letter.isalnum())
