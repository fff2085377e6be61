"""What anybody may see: screenings that are listed, announced and to come. Nothing else ever comes through here.

Of one that is unlisted, whoever has its address learns the film and the town; of a private one, nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, RowMapping, Select, select

from tracker.errors import NotThere
from tracker.records import dataclass
from tracker.screenings import calendar, us_places
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.running import has_begun
from tracker.screenings.screening import ACCESSIBILITY, Screening
from tracker.screenings.us_places import Point
from tracker.screenings.venue import Venue
from tracker.screenings.zones import state_code
from tracker.store.db import db
from tracker.store.rows import row_of

# Miles for whoever does not say how far.
USUAL_MILES = 50
# Dates that a page offers in the place of another.
FEW = 5

_COLUMNS = (
    Screening.id, Screening.kind, Screening.status, Screening.zone, Screening.day, Screening.starts_at, Screening.screen,
    Screening.languages, Screening.subtitles, Screening.talkback, Screening.ticket_url, Screening.created_at,
    Screening.changed_at, Screening.film_id, *(getattr(Screening, name) for name in ACCESSIBILITY), Film.title,
    Film.original_title, Film.director, Film.running_minutes, Film.languages.label("film_languages"), Venue.name,
    Venue.address, Venue.city, Venue.region, Venue.postcode, Venue.country, Venue.latitude, Venue.longitude,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is, as the public may know it."""

    name: str
    address: str
    city: str
    region: str
    postcode: str
    country: str
    # None: nobody knows where that is.
    point: Point | None

    @property
    def area(self) -> str:
        """What is asked for by `Wanted.area`: "US-TX", "KR"."""
        return f"US-{self.region}" if self.country == "US" and self.region else self.country


@dataclass(frozen=True, slots=True)
class Listed:
    """One screening that anybody may see; `place` is None for one online."""

    id: str
    kind: str
    cancelled: bool
    zone: str
    day: date
    starts_at: datetime | None
    screen: str
    languages: tuple[str, ...]
    # These are not the film's own: dubbed, say.
    in_others: bool
    subtitles: tuple[str, ...]
    # Of ACCESSIBILITY.
    accessibility: tuple[str, ...]
    talkback: bool
    ticket_url: str
    created_at: datetime
    changed_at: datetime
    film_id: str
    title: str
    original_title: str
    director: str
    running_minutes: int | None
    place: Place | None
    # From where somebody asked about.
    miles: float | None = None


@dataclass(frozen=True, slots=True)
class Unlisted:
    """What whoever has the address of an unlisted one may know."""

    id: str
    film_id: str
    title: str
    city: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class JoinedInto:
    """The page of the one that stayed says it all."""

    id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show; what is empty narrows nothing."""

    near: Point | None = None
    within: int = USUAL_MILES
    since: date | None = None
    until: date | None = None
    language: str = ""
    subtitles: str = ""
    accessibility: tuple[str, ...] = ()
    # See Place.area.
    area: str = ""
    film_id: str = ""


def coming(with_cancelled: bool = False) -> list[Listed]:
    """All of them by day and start, by two questions to the database."""
    return [_told(row) for row in db.session.execute(_coming(with_cancelled))]


def narrowed(lines: Sequence[Listed], wanted: Wanted) -> list[Listed]:
    """Those of `lines` that fit all that is wanted, with their miles where nearness is asked for."""
    fitting = [line for line in lines if _fits(line, wanted)]
    if wanted.near is None:
        return fitting
    measured = (_with_miles(line, wanted.near) for line in fitting)
    return [line for line in measured if line.miles is not None and line.miles <= wanted.within]


def seen(screening_id: str) -> Listed | Unlisted | JoinedInto:
    """What its own page may say. Raises NotThere for one that is private, standing or unknown."""
    row = row_of(Screening, screening_id)
    if row.standing or row.visibility == "private":
        raise NotThere
    if row.joined_into_id:
        return JoinedInto(row.joined_into_id)
    if row.visibility == "listed":
        return _told(db.session.execute(_listed().where(Screening.id == row.id)).one())
    film = db.session.get_one(Film, row.film_id)
    venue = db.session.get(Venue, row.venue_id) if row.venue_id else None
    return Unlisted(row.id, film.id, film.title, venue.city if venue else "", row.status == "cancelled")


def others(line: Listed | Unlisted) -> list[Listed]:
    """Other dates of the same film, the nearest first."""
    return of_film(line.film_id, but=line.id)


def of_film(film_id: str, but: str = "") -> list[Listed]:
    """The next dates of a film."""
    wanted = _coming().where(Screening.film_id == film_id, Screening.id != but).limit(FEW)
    return [_told(row) for row in db.session.execute(wanted)]


def film_seen(film_id: str) -> Film:
    """A film of which anybody may know: a campaign of it has begun, or there is a date. Raises NotThere."""
    film = row_of(Film, film_id)
    begun = select(Campaign.id).where(Campaign.film_id == film.id, has_begun()).limit(1)
    listed = _listed().where(Screening.film_id == film.id, calendar.coming()).limit(1)
    if db.session.execute(begun).first() is None and db.session.execute(listed).first() is None:
        raise NotThere
    return film


def is_public(film_id: str) -> bool:
    """Whether film_seen() shows it."""
    try:
        film_seen(film_id)
    except NotThere:
        return False
    return True


def _listed() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .select_from(Screening)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.visibility == "listed", Screening.standing.is_(None), Screening.joined_into_id.is_(None))
    )


def _coming(with_cancelled: bool = False) -> Select[Any]:
    order = (Screening.day, Screening.starts_at.is_(None), Screening.starts_at, Screening.id)
    return _listed().where(calendar.coming(with_cancelled)).order_by(*order)


def _fits(line: Listed, wanted: Wanted) -> bool:
    return (
        (not wanted.since or line.day >= wanted.since)
        and (not wanted.until or line.day <= wanted.until)
        and (not wanted.language or wanted.language in line.languages)
        and (not wanted.subtitles or wanted.subtitles in line.subtitles)
        and set(wanted.accessibility) <= set(line.accessibility)
        and (not wanted.area or (line.place is not None and line.place.area == wanted.area))
        and (not wanted.film_id or line.film_id == wanted.film_id)
    )


def _with_miles(line: Listed, near: Point) -> Listed:
    point = line.place.point if line.place else None
    return replace(line, miles=us_places.miles(near, point)) if point else line


def _told(row: Row[Any]) -> Listed:
    told = row._mapping
    same = (
        "id", "kind", "zone", "day", "starts_at", "screen", "talkback", "ticket_url", "created_at", "changed_at", "film_id",
        "title", "original_title", "director", "running_minutes",
    )  # fmt: skip
    return Listed(
        **{name: told[name] for name in same}, cancelled=told["status"] == "cancelled",
        languages=_codes(told["languages"] or told["film_languages"]),
        in_others=told["languages"] not in ("", told["film_languages"]), subtitles=_codes(told["subtitles"]),
        accessibility=tuple(name for name in ACCESSIBILITY if told[name]), place=_place(told) if told["name"] else None,
    )  # fmt: skip


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split(",") if code)


def _place(told: RowMapping) -> Place:
    names = ("name", "address", "city", "postcode", "country")
    region = (state_code(told["region"]) if told["country"] == "US" else None) or told["region"]
    if told["latitude"] is not None and told["longitude"] is not None:
        point: Point | None = Point(told["latitude"], told["longitude"])
    else:
        point = us_places.of_venue(told["postcode"], told["city"], region) if told["country"] == "US" else None
    return Place(**{name: told[name] for name in names}, region=region, point=point)
