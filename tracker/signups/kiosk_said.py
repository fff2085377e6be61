"""What an entry of a kiosk says, once it is opened; and what of it a person has to look at."""

import json
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any

from tracker.allies import contact_points as points
from tracker.records import dataclass

MOST_INTERESTS, MOST_ID = 60, 64
ANSWERS = ("yes", "no")


class Unreadable(Exception):
    """Nothing that our page writes."""


@dataclass(frozen=True, slots=True)
class Said:
    """As it was typed. `at`: by the tablet's clock. `interests`: keys. `wording_id`: of the words about contact that stood there."""

    name: str = ""
    email: str = ""
    phone: str = ""
    consent: str = ""
    interests: tuple[str, ...] = ()
    protect: bool = False
    language: str = ""
    wording_id: str = ""
    at: datetime | None = None
    # None where it cannot be read.
    clean_email: str | None = field(init=False)
    clean_phone: str | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "clean_email", points.clean_email(self.email) if self.email.strip() else None)
        object.__setattr__(self, "clean_phone", points.clean_phone(self.phone) if self.phone.strip() else None)

    def doubt(self) -> str:
        """What a person has to look at, of kiosk_entry.DOUBTS; "": nothing. Whoever says no needs no contact."""
        if self.consent not in ANSWERS:
            return "answer"
        missed = (self.email.strip() and self.clean_email is None) or (self.phone.strip() and self.clean_phone is None)
        neither = self.clean_email is None and self.clean_phone is None
        return "contact" if self.consent == "yes" and (missed or neither) else ""


def read(text: str) -> Said:
    """What our page wrote. Raises Unreadable."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(told, dict):
        raise Unreadable
    interests = told.get("interests", [])
    if not isinstance(interests, list) or len(interests) > MOST_INTERESTS:
        raise Unreadable
    return Said(
        name=_text(told, "name", points.MOST_NAME), email=_text(told, "email", points.MOST_EMAIL),
        phone=_text(told, "phone", points.MOST_PHONE), consent=_text(told, "consent", MOST_ID),
        interests=tuple(dict.fromkeys(each for each in interests if isinstance(each, str) and len(each) <= MOST_ID)),
        protect=told.get("protect") is True, language=_text(told, "language", MOST_ID),
        wording_id=_text(told, "wording", MOST_ID), at=moment(told.get("at")),
    )  # fmt: skip


def moment(told: object) -> datetime | None:
    """A moment as a browser says it, "2023-10-24T00:05:00.000Z"; None for what is none. A wrong one does no harm: see told_at()."""
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) and len(told) < 40 else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def told_at(said: Said, made_at: datetime, sent_at: datetime | None, received_at: datetime) -> datetime | None:
    """When the hand was raised, by the tablet's clock: what it was wrong by when it sent is taken off. None where it is of no
    use: it says nothing, or a moment before the kiosk was made or after the arrival.
    """
    if said.at is None:
        return None
    try:
        told = said.at + (received_at - sent_at) if sent_at is not None else said.at
    except OverflowError:
        return None
    return told if made_at <= told <= received_at else None


def raised(said: Said, made_at: datetime, sent_at: datetime | None, received_at: datetime) -> datetime:
    """The same; where the clock is of no use, the moment of the arrival: whoever was erased before is asked by one letter, and
    nobody who raised their hand afterwards is lost.
    """
    return told_at(said, made_at, sent_at, received_at) or received_at


def _text(told: Mapping[str, Any], name: str, most: int) -> str:
    """Half a surrogate pair is no character: nobody typed it, and no database takes it."""
    found = told.get(name, "")
    if not isinstance(found, str) or len(found) > 2 * most:
        raise Unreadable
    return found.encode("utf-8", "replace").decode("utf-8")[:most].replace("\x00", "")
