"""The film screenings of a scope, each with its key in every group."""

from datetime import date, datetime
from sys import intern
from typing import Any

from sqlalchemy import select

from tracker.records import dataclass
from tracker.reports.scope import GROUPS, NONE, Scope
from tracker.screenings.film import Film
from tracker.screenings.names import town_key
from tracker.screenings.regions import part_of
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups import lineage
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Place:
    """A film screening as far as figures tell one from another. `keys`: by scope.GROUPS, in their order."""

    id: str
    standing: str | None
    status: str
    day: date | None
    starts_at: datetime | None
    zone: str
    joined: bool
    venue: str
    city: str
    film: str
    keys: tuple[str, ...]

    def key(self, by: str) -> str:
        return self.keys[GROUPS.index(by)]


def of(scope: Scope) -> dict[str, Place]:
    """By id; of a group those alone that are in it. Standing ones too, and those joined into another, whose signups moved."""
    wanted = (
        select(
            Screening.id, Screening.standing, Screening.status, Screening.day, Screening.starts_at, Screening.zone,
            Screening.joined_into_id, Screening.kind, Screening.languages, Screening.film_id, Film.title, Film.languages.label("spoken"),
            Venue.name.label("venue"), Venue.city, Venue.region, Venue.country,
        )
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.campaign_id == scope.campaign_id)
        .order_by(Screening.day, Screening.starts_at, Screening.id)
    )  # fmt: skip
    if scope.by == "screening":
        wanted = wanted.where(Screening.id == scope.key)
    hosts = lineage.hosts_in(scope.campaign_id)
    # Some at a time: whoever counts twenty thousand of them has better use for the room.
    rows = db.session.execute(wanted, execution_options={"yield_per": 1_000})
    found = (_place(row, hosts.get(row.id, NONE)) for row in rows)
    return {place.id: place for place in found if not scope.by or place.key(scope.by) == scope.key}


def _place(row: Any, host: str) -> Place:
    """Towns, films, kinds and the like are the same for many: each of their names is held once."""
    state = _region(row.country, row.region) if row.country else NONE
    keys = (
        row.id, state, row.country or NONE, f"{state}-{town_key(row.city)}" if row.city else NONE,
        NONE if row.standing == "unplaced" else row.kind, host, row.film_id, _first(row.languages) or _first(row.spoken),
    )  # fmt: skip
    return Place(
        row.id, row.standing, intern(row.status), row.day, row.starts_at, intern(row.zone), row.joined_into_id is not None,
        intern(row.venue or ""), intern(row.city or ""), intern(row.title), (row.id, *map(intern, keys[1:])),
    )  # fmt: skip


def _region(country: str, written: str) -> str:
    part = part_of(country, written)
    return f"{part.country}-{part.region}" if part.region else part.country


def _first(codes: str) -> str:
    return codes.split(",", maxsplit=1)[0].strip()
