"""What search engines are told, in the words of schema.org: a ScreeningEvent, a Movie. Nothing that the page does not say."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.screenings import terms
from tracker.screenings.doors import USUAL_MINUTES
from tracker.screenings.film import Film
from tracker.screenings.talkback_guests import Guest
from tracker.screenings.whats_on import Listed, Place
from tracker.team import settings
from tracker.words import _

Told = dict[str, Any]
VIRTUAL, THERE = "https://schema.org/OnlineEventAttendanceMode", "https://schema.org/OfflineEventAttendanceMode"
# Of the film as it is shown there, and of the place: https://schema.org/accessibilityFeature, https://schema.org/amenityFeature
OF_THE_FILM = {"captions": "captions", "sign_language": "signLanguage", "audio_description": "audioDescription"}
OF_THE_PLACE = ("wheelchair", "hearing_loop")


def screening(line: Listed, guests: Sequence[Guest], base_url: str) -> Told:
    """A ScreeningEvent: https://schema.org/ScreeningEvent."""
    page = f"{base_url}/screening/{line.id}"
    told: Told = {
        "@context": "https://schema.org", "@type": "ScreeningEvent", "@id": page, "url": page,
        "name": _("%(film)s: film screening", film=line.title), **_when(line),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if line.cancelled else 'Scheduled'}",
        "eventAttendanceMode": THERE if line.place else VIRTUAL,
        "location": _location(line, line.place) if line.place else {"@type": "VirtualLocation", "url": line.ticket_url or page},
        "workPresented": _work(line, base_url),
        "organizer": {"@type": "Organization", "name": settings.get("organisation"), "url": f"{base_url}/"},
        "inLanguage": list(line.languages), "subtitleLanguage": list(line.subtitles),
        "performer": [{"@type": "Person", "name": guest["name"]} for guest in guests],
        "offers": _offer(line),
    }  # fmt: skip
    return _filled(told)


def film(film: Film, base_url: str) -> Told:
    """A Movie: https://schema.org/Movie."""
    page = f"{base_url}/film/{film.id}"
    told: Told = {
        "@context": "https://schema.org", "@type": "Movie", "@id": page, "url": page, "name": film.title,
        "alternateName": film.original_title, "description": film.synopsis, "director": _person(film.director),
        "datePublished": str(film.year or ""), "duration": _minutes(film.running_minutes),
        "inLanguage": [code for code in film.languages.split(",") if code],
        "award": [line for line in film.awards.splitlines() if line.strip()],
        "sameAs": [place["url"] for place in film.where_to_watch if place.get("url")],
    }  # fmt: skip
    return _filled(told)


def _filled(told: Told) -> Told:
    """Without what nobody has said."""
    return {name: value for name, value in told.items() if value}


def _when(line: Listed) -> Told:
    """By the clock there, with its offset; the day alone while the time is not known."""
    if line.starts_at is None:
        return {"startDate": line.day.isoformat()}
    starts = line.starts_at.astimezone(ZoneInfo(line.zone))
    ends = (line.starts_at + timedelta(minutes=line.running_minutes or USUAL_MINUTES)).astimezone(ZoneInfo(line.zone))
    return {"startDate": starts.isoformat(timespec="minutes"), "endDate": ends.isoformat(timespec="minutes")}


def _location(line: Listed, place: Place) -> Told:
    parts = {
        "streetAddress": place.address, "addressLocality": place.city, "addressRegion": place.region,
        "postalCode": place.postcode, "addressCountry": place.country,
    }  # fmt: skip
    has = [
        {"@type": "LocationFeatureSpecification", "name": str(terms.ACCESSIBILITY[name]), "value": True}
        for name in OF_THE_PLACE if name in line.accessibility
    ]  # fmt: skip
    told: Told = {"@type": "Place", "name": place.name, "address": {"@type": "PostalAddress", **_filled(parts)}}
    return _filled({**told, "amenityFeature": has})


def _work(line: Listed, base_url: str) -> Told:
    features = [word for name, word in OF_THE_FILM.items() if name in line.accessibility]
    told: Told = {"@type": "Movie", "name": line.title, "url": f"{base_url}/film/{line.film_id}"}
    return _filled({**told, "director": _person(line.director), "accessibilityFeature": features})


def _offer(line: Listed) -> Told | None:
    """Where tickets are; of a cancelled one there are none."""
    if not line.ticket_url or line.cancelled:
        return None
    return {"@type": "Offer", "url": line.ticket_url}


def _person(name: str) -> Told | None:
    return {"@type": "Person", "name": name} if name else None


def _minutes(running: int | None) -> str:
    """ISO 8601."""
    return f"PT{running}M" if running else ""
