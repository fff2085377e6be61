"""A film screening in OSDI's shape."""

from zoneinfo import ZoneInfo

from flask import current_app
from markupsafe import escape

from tracker.api.asked import Asked, link
from tracker.finding.events_told import EventTold
from tracker.osdi.reading import Json, told
from tracker.screenings.venue import Venue
from tracker.team.token import Scope


def event(asked: Asked, of: EventTold) -> Json:
    at, path = of.screening, f"events/{of.screening.id}"
    ends_at = of.ends_at
    shape: Json = {
        "identifiers": [f"action_network:{at.id}", *of.identifiers],
        "created_date": told(at.created_at), "modified_date": told(at.changed_at),
        "title": of.film.title, "name": of.film.title,
        "description": _note(asked, of), "instructions": "",
        "start_date": told(at.starts_at) if at.starts_at else None, "end_date": told(ends_at) if ends_at else None,
        "location": place(of.venue),
        "status": "cancelled" if at.status == "cancelled" else "confirmed",
        "visibility": "public" if at.visibility == "listed" else "private", "transparence": "opaque",
        "guests_can_invite_others": True, "reminders": [], "capacity": at.capacity,
        "origin_system": "Houselights", "action_network:hidden": at.visibility != "listed",
        "tracker:film_id": at.film_id, "tracker:campaign_id": at.campaign_id, "tracker:timezone": at.zone,
        "tracker:local_start": _local(of), "tracker:kind": at.kind,
        "_links": {
            "self": link(path), "osdi:attendances": link(f"{path}/attendances"),
            "osdi:record_attendance_helper": link(f"{path}/attendances"),
            "tracker:head_counts": link(f"tracker/{path}/head_counts"),
        },
    }  # fmt: skip
    if of.code:
        shape["browser_url"] = f"{str(current_app.config['BASE_URL']).rstrip('/')}/s/{of.code}"
    if asked.reads_people:
        shape["total_accepted"] = of.accepted
    return shape


def place(venue: Venue | None) -> Json:
    """What is known of it."""
    if venue is None:
        return {}
    said: Json = {
        "venue": venue.name, "address_lines": [venue.address] if venue.address else None, "locality": venue.city,
        "region": venue.region, "postal_code": venue.postcode, "country": venue.country,
    }  # fmt: skip
    if venue.latitude is not None and venue.longitude is not None:
        said["location"] = {"latitude": venue.latitude, "longitude": venue.longitude, "accuracy": "Rooftop"}
    return {name: value for name, value in said.items() if value}


def _note(asked: Asked, of: EventTold) -> str:
    """The team's own words: for whom may write them, or read of people, who may be named there."""
    if not (asked.reads_people or asked.may(Scope.WRITE_SCREENINGS)):
        return ""
    return str(escape(of.screening.note or "")).replace("\n", "<br>")


def _local(of: EventTold) -> str | None:
    at = of.screening
    if at.starts_at is not None:
        return at.starts_at.astimezone(ZoneInfo(at.zone)).strftime("%Y-%m-%dT%H:%M:%S")
    return at.day.isoformat() if at.day else None
