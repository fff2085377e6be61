"""Films, campaigns, venues, film screenings and head counts as files: public knowledge, and numbers."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import func, or_, select

from tracker.finding.list_kind import Asked, Layout, Line, ListKind, local, utc
from tracker.screenings import campaigns, films, heads, listing, venues
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.screenings.terms import ACCESSIBILITY
from tracker.screenings.venue import Venue
from tracker.signups import counting
from tracker.store.db import db
from tracker.store.rows import in_batches
from tracker.words import lazy


def _films(_asked: Asked) -> Iterator[Line]:
    for film in films.every_film():
        yield {name: getattr(film, name) for name in FILM} | {"where_to_watch": "; ".join(_urls(film))}


def _urls(film: Film) -> Iterator[str]:
    for each in film.where_to_watch:
        yield " ".join(str(part) for part in each.values() if part)


def _campaigns(asked: Asked) -> Iterator[Line]:
    seen = campaigns.seen(asked.who.campaigns)
    counted, titles = campaigns.counts_of([each.id for each in seen]), {film.id: film for film in films.every_film()}
    for each in seen:
        goals = "; ".join(f"{name}: {number}" for name, number in sorted(each.goals.items()))
        yield {
            "id": each.id, "name": each.name, "film": titles[each.film_id].title, "starts_on": each.starts_on,
            "ends_on": each.ends_on, "languages": each.languages, "goals": goals,
            "retention_months": each.retention_months, "film_screenings": counted.get(each.id, 0),
            "signups": counting.of_campaign(each.id),
        }  # fmt: skip


def _venues(asked: Asked) -> Iterator[Line]:
    wanted = select(Venue).where(venues.matching(asked.filters)).order_by(Venue.name_key, Venue.id)
    for some in in_batches(wanted):
        for (venue,) in some:
            yield {name: getattr(venue, name) for name in VENUE}


def _screenings(asked: Asked) -> Iterator[Line]:
    names = {each.id: each.name for each in campaigns.seen(asked.who.campaigns)}
    for some in listing.every(asked.filters):
        ids = [line.screening.id for line in some]
        counts, signups = heads.latest_of(ids), counting.counts_of(ids)
        for line in some:
            yield _screening(line, names.get(line.screening.campaign_id, ""), counts, signups)


def _screening(line: listing.Line, campaign: str, counts: dict[str, HeadCount], signups: dict[str, int]) -> Line:
    row, venue, counted = line.screening, line.venue, counts.get(line.screening.id)
    there = {f"venue_{name}": getattr(venue, name) if venue else None for name in VENUE if name != "zone"}
    return {
        "id": row.id, "film": line.film.title, "campaign": campaign, "kind": row.kind, "status": line.phase,
        "visibility": row.visibility, "standing": row.standing, "day": row.day, "starts": local(row.starts_at, row.zone),
        "zone": row.zone, "starts_utc": utc(row.starts_at), "screen": row.screen, "languages": row.languages,
        "subtitles": row.subtitles, "accessibility": "; ".join(each for each in ACCESSIBILITY if getattr(row, each)),
        "talkback": row.talkback, "capacity": row.capacity, "ticket_url": row.ticket_url, "external_id": row.external_id,
        "heads": counted.heads if counted else None, "heads_are": counted.kind if counted else None,
        "signups": signups.get(row.id, 0), **there,
    }  # fmt: skip


def _head_counts(asked: Asked) -> Iterator[Line]:
    for some in in_batches(_counted(asked.who.campaigns)):
        for count, name, film, venue, city, day in some:
            yield {
                "screening_id": count.screening_id, "campaign": name, "film": film, "venue": venue, "city": city, "day": day,
                "heads": count.heads, "heads_are": count.kind, "counted_at": utc(count.at),
            }  # fmt: skip


def _counted(only: Collection[str] | None) -> Any:
    of = func.coalesce(HeadCount.campaign_id, Screening.campaign_id)
    wanted = (
        select(HeadCount, Campaign.name, Film.title, Venue.name, Venue.city, Screening.day)
        .outerjoin(Screening, Screening.id == HeadCount.screening_id)
        .join(Campaign, or_(Campaign.id == HeadCount.campaign_id, Campaign.id == Screening.campaign_id))
        .join(Film, Film.id == func.coalesce(Screening.film_id, Campaign.film_id))
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .order_by(HeadCount.at, HeadCount.id)
    )
    return wanted if only is None else wanted.where(of.in_(sorted(only)))


def _number_of(wanted: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0)


FILM = (
    "id", "title", "original_title", "year", "director", "makers", "synopsis", "running_minutes", "languages", "awards",
    "trailer_url",
)  # fmt: skip
VENUE = (
    "id", "name", "address", "city", "region", "postcode", "country", "zone", "latitude", "longitude",
)  # fmt: skip
SCREENING = (
    "id", "film", "campaign", "kind", "status", "visibility", "standing", "day", "starts", "zone", "starts_utc", "screen",
    *(f"venue_{name}" for name in VENUE if name != "zone"), "languages", "subtitles", "accessibility", "talkback", "capacity",
    "ticket_url", "external_id", "heads", "heads_are", "signups",
)  # fmt: skip
# Action Network's upload of events, and of places: see docs/exports.md.
EVENTS = Layout(lazy("Events for Action Network"), {
    "event_title": "film", "administrative_title": "id", "location_name": "venue_name", "address": "venue_address",
    "city": "venue_city", "state": "venue_region", "zip": "venue_postcode", "country": "venue_country", "start_date": "starts",
})  # fmt: skip
LOCATIONS = Layout(lazy("Locations for Action Network"), {
    "location_name": "name", "address": "address", "city": "city", "state": "region", "zip": "postcode",
})  # fmt: skip

LISTS = (
    ListKind(
        "screenings", lazy("Film screenings"), "desk.screenings.index", SCREENING, _screenings,
        lambda asked: sum(map(len, listing.every(asked.filters))), about_people=False, layouts={"events": EVENTS},
    ),
    ListKind(
        "venues", lazy("Venues"), "desk.venues.index", VENUE, _venues,
        lambda asked: _number_of(select(Venue.id).where(venues.matching(asked.filters))), about_people=False,
        layouts={"locations": LOCATIONS},
    ),
    ListKind(
        "films", lazy("Films"), "desk.films.index", (*FILM, "where_to_watch"), _films,
        lambda _asked: len(films.every_film()), about_people=False,
    ),
    ListKind(
        "campaigns", lazy("Campaigns"), "desk.campaigns.index",
        ("id", "name", "film", "starts_on", "ends_on", "languages", "goals", "retention_months", "film_screenings", "signups"),
        _campaigns, lambda asked: len(campaigns.seen(asked.who.campaigns)), about_people=False,
    ),
    ListKind(
        "head-counts", lazy("Head counts"), "desk.screenings.index",
        ("screening_id", "campaign", "film", "venue", "city", "day", "heads", "heads_are", "counted_at"), _head_counts,
        lambda asked: _number_of(_counted(asked.who.campaigns)), about_people=False,
    ),
)  # fmt: skip
