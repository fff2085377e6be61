"""Calendars that people subscribe to: iCalendar (RFC 5545), by the library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

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


def calendar(name: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """The file, moments in UTC."""
    from icalendar import Calendar, Event  # late, as all that writes and reads files for people

    sheet = Calendar()
    sheet.add("prodid", "-//Houselights//EN")
    sheet.add("version", "2.0")
    sheet.add("method", "PUBLISH")
    sheet.add("x-wr-calname", name)
    sheet.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now)
        event.add("dtstart", entry.at)
        event.add("dtend", entry.at + QUARTER)
        event.add("summary", entry.title)
        event.add("description", entry.words)
        event.add("url", entry.url)
        # Nobody's day is full because of it.
        event.add("transp", "TRANSPARENT")
        sheet.add_component(event)
    return bytes(sheet.to_ical())
