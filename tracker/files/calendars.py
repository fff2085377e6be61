"""Calendars that people subscribe to: iCalendar (RFC 5545), by the library."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.records import dataclass

if TYPE_CHECKING:
    from icalendar import Calendar, Event


# Days and whole minutes; SEQUENCE is a whole number of 32 bits.
A_DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
# How often programs look again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One quarter of an hour. `uid` stays the same as long as the thing does."""

    uid: str
    at: datetime
    title: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Evening:
    """Something to go to. Without `starts_at` only its day is known, by the clock there: it stands on the whole day.

    `made_at` and `changed_at` tell programs which of two copies is the later one.
    """

    uid: str
    day: date
    starts_at: datetime | None
    lasts: timedelta
    title: str
    words: str
    place: str
    # Degrees north and east.
    point: tuple[float, float] | None
    url: str
    cancelled: bool
    made_at: datetime
    changed_at: datetime


def calendar(name: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """The file, moments in UTC."""
    sheet = _sheet(name)
    for entry in entries:
        event = _event(entry, now)
        event.add("dtstart", entry.at)
        event.add("dtend", entry.at + QUARTER)
        # Nobody's day is full because of it.
        event.add("transp", "TRANSPARENT")
        sheet.add_component(event)
    return bytes(sheet.to_ical())


def evenings(name: str, entries: Iterable[Evening]) -> bytes:
    """The same for things to go to, moments in UTC: no clock has to be described, and every program shows its reader's own.

    The library writes each once and not each time that somebody's program asks: it takes a millisecond for one.
    """
    head, end, rest = bytes(_sheet(name).to_ical()).rpartition(b"END:VCALENDAR")
    return head + b"".join(map(_written, entries)) + end + rest


@lru_cache(maxsize=5_000)
def _written(entry: Evening) -> bytes:
    event = _event(entry, entry.changed_at)
    if entry.starts_at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + A_DAY)
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.starts_at + entry.lasts)
    event.add("location", entry.place)
    if entry.point:
        event.add("geo", entry.point)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("last-modified", entry.changed_at)
    # It only ever grows, as RFC 5545 wants it (3.8.7.4).
    event.add("sequence", max(0, (entry.changed_at - entry.made_at) // MINUTE))
    return bytes(event.to_ical())


def _sheet(name: str) -> "Calendar":
    from icalendar import Calendar  # late, as all that writes and reads files for people

    sheet = Calendar()
    sheet.add("prodid", "-//Houselights//EN")
    sheet.add("version", "2.0")
    sheet.add("method", "PUBLISH")
    sheet.add("x-wr-calname", name)
    sheet.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return sheet


def _event(entry: Entry | Evening, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now)
    event.add("summary", entry.title)
    event.add("description", entry.words)
    event.add("url", entry.url)
    return event
