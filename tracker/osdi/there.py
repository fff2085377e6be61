"""People, events and attendances as another server tells of them: what can be read of each, or None.

Nothing is believed to be of the right kind. Of one of ours `tracker:` says what OSDI cannot: that somebody was never asked.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from tracker.osdi import filters, reading
from tracker.osdi.filters import Unreadable
from tracker.osdi.reading import Json
from tracker.records import dataclass

OWN_NAME = "action_network:"
_ID = re.compile(r"[A-Za-z0-9_.~-]{1,100}", re.ASCII)
# What a status says; what bounces says nothing of what its owner wants.
ANSWERS = {"subscribed": "yes", "unsubscribed": "no", "spam complaint": "no", "previous spam complaint": "no"}
MOST_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class PersonThere:
    """`email_answer`, `phone_answer`: "yes", "no", or "" where nobody knows; `mailed`, `called`: what is done there now."""

    id: str
    identifiers: tuple[str, ...]
    given: str
    family: str
    email: str
    phone: str
    email_answer: str
    phone_answer: str
    mailed: bool
    called: bool
    languages: tuple[str, ...]
    created: datetime | None


@dataclass(frozen=True, slots=True)
class EventThere:
    """`local`: by the venue's own clock, where it is told; `start`: as start_date says it, whatever clock that is."""

    id: str
    identifiers: tuple[str, ...]
    title: str
    start: datetime | None
    local: tuple[date, time | None] | None
    zone: str
    venue: str
    address: str
    city: str
    region: str
    postcode: str
    country: str
    kind: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class AttendanceThere:
    """Somebody who comes to an event."""

    id: str
    person_id: str
    at: datetime | None


def is_ours(entry: Mapping[str, Any]) -> bool:
    """Whether a server is a Houselights, which tells moments in UTC and consent under tracker:."""
    return entry.get("product_name") == "Houselights"


def person(said: Json) -> PersonThere | None:
    """None: it has no id that could be one."""
    id_ = id_of(said)
    if not id_:
        return None
    email, phone = _primary(said.get("email_addresses")), _primary(said.get("phone_numbers"))
    custom = said.get("custom_fields")
    custom = custom if isinstance(custom, dict) else {}
    address, number = _text(email.get("address")), _text(phone.get("number"))
    return PersonThere(
        id_, identifiers(said), _text(said.get("given_name")), _text(said.get("family_name")), address, number,
        _answer(email, custom.get("tracker:consent")) if address else "",
        _answer(phone, custom.get("tracker:phone_consent")) if number else "",
        _status(email) == "subscribed", _status(phone) == "subscribed" and bool(number),
        tuple(_text(each) for each in reading.listed(said.get("languages_spoken"))[:10]), _moment(said.get("created_date")),
    )  # fmt: skip


def event(said: Json) -> EventThere | None:
    """None: it has no id that could be one."""
    id_ = id_of(said)
    if not id_:
        return None
    place = said.get("location")
    place = place if isinstance(place, dict) else {}
    lines = [_text(each) for each in reading.listed(place.get("address_lines"))[:5]]
    return EventThere(
        id_, identifiers(said), _text(said.get("title")) or _text(said.get("name")), _moment(said.get("start_date")),
        _local(said.get("tracker:local_start")), _text(said.get("tracker:timezone")), _text(place.get("venue")),
        ", ".join(each for each in lines if each), _text(place.get("locality")), _text(place.get("region")),
        _text(place.get("postal_code")), _text(place.get("country")), _text(said.get("tracker:kind")),
        _text(said.get("status")).lower() == "cancelled",
    )  # fmt: skip


def attendance(said: Json) -> AttendanceThere | None:
    """None: it is not accepted, or names nobody."""
    id_, person_id = id_of(said), person_of(said)
    if not id_ or not person_id or _text(said.get("status")).lower() not in ("accepted", ""):
        return None
    return AttendanceThere(id_, person_id, _moment(said.get("created_date")))


def id_of(said: Json) -> str:
    """By its own identifier, else by the link to itself; "" for none."""
    own = [each.removeprefix(OWN_NAME) for each in _texts(said.get("identifiers")) if each.startswith(OWN_NAME)]
    found = own[0] if own else reading.linked(said, "self")
    return found if _ID.fullmatch(found) else ""


def person_of(said: Json) -> str:
    """The id of whom an attendance or a tagging is; "" for nobody."""
    found = _text(said.get("action_network:person_id")) or reading.linked(said, "osdi:person")
    return found if _ID.fullmatch(found) else ""


def identifiers(said: Json) -> tuple[str, ...]:
    """Those of other systems."""
    return tuple(each for each in _texts(said.get("identifiers")) if not each.startswith(OWN_NAME))


def _texts(value: object) -> list[str]:
    return [found for each in reading.listed(value)[:50] if (found := _text(each))]


def _text(value: object) -> str:
    """A short text; half pairs and nulls, which choke a database, are left out."""
    text = reading.text(value)[:MOST_TEXT].replace("\x00", "")
    return text.encode("utf-8", "ignore").decode("utf-8").strip()


def _primary(value: object) -> Json:
    entries = [each for each in reading.listed(value) if isinstance(each, dict)]
    return next((each for each in entries if each.get("primary")), entries[0] if entries else {})


def _status(entry: Json) -> str:
    return _text(entry.get("status")).lower()


def _answer(entry: Json, tracked: object) -> str:
    said = ANSWERS.get(_status(entry), "")
    # A house of ours shows who was never asked as unsubscribed: it does not write to them.
    return "" if said == "no" and _text(tracked) == "unknown" else said


def _moment(value: object) -> datetime | None:
    try:
        return filters.moment(_text(value)) if _text(value) else None
    except Unreadable:
        return None


def _local(value: object) -> tuple[date, time | None] | None:
    text = _text(value)
    try:
        if len(text) == 10:
            return date.fromisoformat(text), None
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return (at.date(), at.time().replace(microsecond=0)) if at is not None and at.tzinfo is None else None


def wall_time(of: EventThere) -> tuple[date, time | None] | None:
    """What start_date shows when its "Z" is taken for no zone at all: Action Network writes the venue's own clock so."""
    if of.local is not None or of.start is None:
        return of.local
    at = of.start.astimezone(UTC)
    return at.date(), at.time().replace(microsecond=0)
