"""What exists already, as the matching wants to know it; and a mark by which one sees that it changed since."""

from sqlalchemy import func, select

from tracker.imports.fates import Fate, KnownScreening
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.matching import World
from tracker.imports.recognise import Known
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db


def world_of(campaign_id: str, list_id: str | None) -> World:
    """Every film and venue, and the campaign's screenings; those that came by this list are marked as listed."""
    listed = _listed(list_id) if list_id else frozenset()
    table = Screening.__table__.c
    rows = db.session.execute(
        select(
            table.id, table.film_id, table.venue_id, table.day, table.zone, table.starts_at, table.external_id,
            table.kind, table.status, table.screen, table.languages, table.subtitles, table.capacity, table.ticket_url,
        ).where(
            table.campaign_id == campaign_id, table.standing.is_(None), table.joined_into_id.is_(None),
            table.venue_id.is_not(None),
        )
    )  # fmt: skip
    ends = joined_venues()
    screenings = [
        KnownScreening(
            row.id, row.film_id, ends.get(row.venue_id, row.venue_id), row.day, row.zone, row.starts_at,
            row.external_id or "", row.kind, row.status, row.screen, row.languages, row.subtitles, row.capacity,
            row.ticket_url, row.id in listed and row.status != "cancelled",
        )
        for row in rows
    ]  # fmt: skip
    return World(_films(), _venues(ends), screenings)


def zones() -> dict[str, str]:
    """Every venue's zone by its id."""
    return {row.id: row.zone for row in db.session.execute(select(Venue.id, Venue.zone))}


def mark(campaign_id: str) -> str:
    """Changes whenever a film, a venue, or a screening of the campaign is made, changed or taken away."""
    asked = (
        select(func.count(), func.max(Screening.changed_at)).where(Screening.campaign_id == campaign_id),
        select(func.count(), func.max(Venue.created_at)),
        select(func.count(Venue.joined_into_id), func.max(Venue.zone)),
        select(func.count(), func.max(Film.created_at)).select_from(Film),
        select(func.count(Screening.joined_into_id), func.count(Screening.cancelled_at)).where(
            Screening.campaign_id == campaign_id
        ),
    )
    return " ".join(f"{value:%y%m%d%H%M%S%f}" if hasattr(value, "hour") else str(value)
                    for one in asked for value in db.session.execute(one).one())  # fmt: skip


def _listed(list_id: str) -> frozenset[str]:
    """Screenings that an earlier version of this list made, met or moved."""
    met = [fate.value for fate in (Fate.NEW, Fate.SAME, Fate.CHANGED, Fate.MOVED, Fate.CANCELLED)]
    query = select(ImportRow.screening_id).join(Import, Import.id == ImportRow.import_id)
    query = query.where(Import.list_id == list_id, Import.state == State.WRITTEN.value, ImportRow.fate.in_(met))
    return frozenset(id_ for id_ in db.session.scalars(query) if id_)


def _films() -> list[Known]:
    rows = db.session.execute(select(Film.id, Film.title, Film.year, Film.original_title))
    return [Known(id_, title, str(year or ""), "", original) for id_, title, year, original in rows]


def _venues(ends: dict[str, str]) -> list[Known]:
    """A venue that was joined into another still lends it its name."""
    rows = db.session.execute(select(Venue.id, Venue.name, Venue.city, Venue.region)).all()
    found = [Known(ends.get(id_, id_), name, city, region) for id_, name, city, region in rows if id_ not in ends]
    return found + [Known(ends[id_], name, city, region) for id_, name, city, region in rows if id_ in ends]


def joined_venues() -> dict[str, str]:
    """Where each joined venue leads in the end."""
    query = select(Venue.id, Venue.joined_into_id).where(Venue.joined_into_id.is_not(None))
    joined = {row.id: row.joined_into_id for row in db.session.execute(query)}
    ends = {}
    for id_ in joined:
        end, seen = id_, set()
        while end in joined and end not in seen:
            seen.add(end)
            end = str(joined[end])
        ends[id_] = end
    return ends
