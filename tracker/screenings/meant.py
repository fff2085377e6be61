"""Which film, venue, campaign and moment another program means; what nobody has defined yet is made. Inside a transaction."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from tracker import clock
from tracker.records import dataclass
from tracker.screenings import campaigns, films, venues
from tracker.screenings.campaign import Campaign
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.film import Film
from tracker.screenings.films import FilmFacts
from tracker.screenings.names import title_key, venue_key
from tracker.screenings.venue import Venue
from tracker.screenings.venues import VenueFacts
from tracker.screenings.zones import state_code
from tracker.store.db import db
from tracker.team import settings


@dataclass(frozen=True, slots=True)
class Place:
    """A venue as it was sent. "": not said."""

    name: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    zone: str = ""
    point: tuple[float, float] | None = None

    @property
    def said(self) -> bool:
        return bool(self.name or self.address or self.city or self.postcode)


def film(title: str, near: Campaign | None) -> Film:
    """By either title: the campaign's own, else the newest; made where there is none."""
    key = title_key(title)[: films.KEY_LENGTH]
    wanted = select(Film).where(or_(Film.title_key == key, Film.original_title_key == key))
    found = list(db.session.scalars(wanted.order_by(Film.created_at.desc(), Film.id)))
    own = next((each for each in found if near is not None and each.id == near.film_id), None)
    if own is not None or found:
        return own or found[0]
    made = films.add(FilmFacts(title))
    db.session.flush()
    return made


def campaign(title: str) -> Campaign:
    """The newest that is running and shows this film; else the newest that is running, or was; made where there is none."""
    key = title_key(title)[: films.KEY_LENGTH]
    running = campaigns.running(None, clock.now().date()) or campaigns.seen(None)
    for each in running:
        of = films.by_id(each.film_id)
        if key in (of.title_key, of.original_title_key):
            return each
    if running:
        return running[0]
    return campaigns.add(CampaignFacts(title, film(title, None).id), None)


def venue(place: Place) -> Venue:
    """By name and postal code; made where there is none."""
    name = place.name or place.address or place.city or place.postcode
    key = venue_key(name)[: venues.KEY_LENGTH]
    wanted = select(Venue).where(Venue.name_key == key, Venue.joined_into_id.is_(None))
    alike = list(db.session.scalars(wanted.order_by(Venue.created_at, Venue.id)))
    code = place.postcode.casefold()
    found = [each for each in alike if not code or each.postcode.casefold() in (code, "")]
    if not code and place.city:
        found = [each for each in found if each.city.casefold() in (place.city.casefold(), "")]
    exact = [each for each in found if each.postcode.casefold() == code]
    if exact or found:
        return (exact or found)[0]
    return _made(replace(place, name=name))


def _made(place: Place) -> Venue:
    country = place.country.upper() or "US"
    region = state_code(place.region) or place.region if country == "US" else place.region
    zone = place.zone or venues.guessed_zone(country, region) or settings.get("zone")
    made = venues.add(VenueFacts(place.name, place.address, place.city, region, place.postcode, country, zone))
    if place.point is not None:
        made.latitude, made.longitude = place.point
    db.session.flush()
    return made


def local(at: datetime, zone: str) -> tuple[date, time]:
    """What the clock there shows at a moment."""
    there = at.astimezone(ZoneInfo(zone))
    return there.date(), there.time().replace(microsecond=0)
