"""A film screening as a program sends it: OSDI's event, or the flat keys of a form."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from tracker.allies.contact_points import clean_text
from tracker.api.person_in import identifiers
from tracker.errors import Refusal
from tracker.osdi import filters, reading
from tracker.osdi.filters import Unreadable
from tracker.screenings.meant import Place
from tracker.screenings.screening import KINDS
from tracker.usecases.log_event import EventSaid
from tracker.words import lazy

STATUSES = {"confirmed": "announced", "cancelled": "cancelled", "tentative": "announced"}
VISIBLE = {"public": "listed", "private": "unlisted"}
# As long as the columns.
MOST = {
    "title": 200,
    "venue": 200,
    "address": 300,
    "city": 100,
    "region": 100,
    "postcode": 20,
    "note": 10_000,
    "zone": 64,
}
MOST_SEATS = 1_000_000


class MomentUnclear(Refusal):
    sentence = lazy(
        "start_date is a moment in UTC, like 2026-11-29T19:00:00Z; tracker:local_start one by the venue’s clock."
    )
    status = 400


class WordUnknown(Refusal):
    sentence = lazy("%(field)s is one of: %(known)s.")
    status = 400


class TextLong(Refusal):
    sentence = lazy("%(field)s is longer than can be kept: %(most)s characters.")
    status = 400


class SeatsUnclear(Refusal):
    sentence = lazy("capacity is a whole number from 1 on.")
    status = 400


def said(body: Mapping[str, Any]) -> EventSaid:
    """Cleaned. Raises MomentUnclear, WordUnknown, TextLong, SeatsUnclear and IdentifiersUnclear."""
    return EventSaid(
        title=_text(body.get("title") or body.get("name"), "title"), note=_note(body.get("description")),
        start=_moment(body.get("start_date")), local_start=_local(body.get("tracker:local_start")),
        place=_place(body.get("location")), zone=_text(body.get("tracker:timezone"), "zone"),
        status=_one_of(body.get("status"), "status", STATUSES), visibility=_one_of(body.get("visibility"), "visibility", VISIBLE),
        kind=_one_of(body.get("tracker:kind"), "tracker:kind", {each: each for each in KINDS}),
        capacity=_seats(body.get("capacity")), campaign_id=reading.text(body.get("tracker:campaign_id")).strip(),
        identifiers=identifiers(body),
    )  # fmt: skip


def _text(value: object, field: str) -> str:
    text = clean_text(reading.text(value))
    if len(text) > MOST[field]:
        raise TextLong(field=field, most=MOST[field])
    return text


def _note(value: object) -> str:
    """Lines stay lines."""
    text = "\n".join(clean_text(line) for line in reading.text(value).splitlines()).strip()
    if len(text) > MOST["note"]:
        raise TextLong(field="description", most=MOST["note"])
    return text


def _moment(value: object) -> datetime | None:
    text = reading.text(value).strip()
    try:
        return filters.moment(text) if text else None
    except Unreadable:
        raise MomentUnclear from None


def _local(value: object) -> tuple[date, time | None] | None:
    text = reading.text(value).strip()
    try:
        if len(text) == 10:
            return date.fromisoformat(text), None
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise MomentUnclear from None
    if at is not None and at.tzinfo is not None:
        raise MomentUnclear
    return (at.date(), at.time().replace(microsecond=0)) if at is not None else None


def _one_of(value: object, field: str, known: Mapping[str, str]) -> str:
    text = reading.text(value).strip().lower()
    if text and text not in known:
        raise WordUnknown(field=field, known=", ".join(known))
    return known.get(text, "")


def _seats(value: object) -> int | None:
    text = reading.text(value).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST_SEATS):
        raise SeatsUnclear
    return int(text[:9])


def _place(value: object) -> Place:
    if not isinstance(value, dict):
        return Place()
    lines = [clean_text(reading.text(each)) for each in reading.listed(value.get("address_lines"))]
    country = _text(value.get("country"), "zone")
    return Place(
        name=_text(value.get("venue"), "venue"), address=_text(", ".join(each for each in lines if each), "address"),
        city=_text(value.get("locality"), "city"), region=_text(value.get("region"), "region"),
        postcode=_text(value.get("postal_code"), "postcode"), country=country if len(country) == 2 else "",
        point=_point(value.get("location")),
    )  # fmt: skip


def _point(value: object) -> tuple[float, float] | None:
    if not isinstance(value, dict):
        return None
    try:
        latitude, longitude = float(value["latitude"]), float(value["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    return (latitude, longitude) if -90 <= latitude <= 90 and -180 <= longitude <= 180 else None
