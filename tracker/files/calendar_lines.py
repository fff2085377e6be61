"""The lines of somebody's calendar, unfolded; only those that say where, when and what of an event are handed to the library.

Attendees, alarms and attachments stay behind. Everything is counted before anything is parsed: a calendar is a program for
making dates, and not every one ends.
"""

import re

from tracker.errors import Refusal
from tracker.files.bounds import LONGEST_CELL, MOST_EVENTS
from tracker.files.records import CellTooLong
from tracker.words import lazy

MOST_ZONES = 50
MOST_LINES = 30 * MOST_EVENTS
WANTED = frozenset(
    "UID SUMMARY LOCATION DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID STATUS URL DESCRIPTION SEQUENCE DTSTAMP "
    "LAST-MODIFIED GEO".split()
)
OF_CALENDAR = frozenset("METHOD X-WR-CALNAME X-WR-TIMEZONE VERSION PRODID".split())
# When clocks change: once a year, twice at most. Any other rule is no zone's.
OF_ZONE = re.compile(
    r"RRULE:FREQ=YEARLY(;(INTERVAL=1|BYMONTH=\d{1,2}|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTHDAY=[\d,-]{1,40}|UNTIL=[\dTZ]{8,16}|WKST=[A-Z]{2}))*",
    re.IGNORECASE,
)
_FOLD = re.compile(r"\r?\n[ \t]")
# Not splitlines(): it takes letters for the ends of lines that RFC 5545 does not.
_LINES = re.compile(r"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]+")


class NotACalendar(Refusal):
    sentence = lazy("This is not a calendar that can be read. Export it once more as an iCalendar file (.ics).")
    field = "file"


class TooManyEvents(Refusal):
    sentence = lazy("This calendar has more than %(most)s events. Export a part of it.")
    field = "file"


def wanted_lines(text: str) -> list[str]:
    """What is left of it. Raises NotACalendar, TooManyEvents, CellTooLong."""
    kept: list[str] = []
    within: list[str] = []
    events = zones = 0
    unfolded = _FOLD.sub("", text)
    if unfolded.count("\n") > MOST_LINES:
        raise TooManyEvents(most=MOST_EVENTS)
    for line in _LINES.split(unfolded):
        named = _NAME.match(line)
        name = named[0].upper() if named else ""
        part = line.partition(":")[2].strip().upper() if name in ("BEGIN", "END") else ""
        if name == "BEGIN":
            within.append(part)
            events += within == ["VCALENDAR", "VEVENT"]
            zones += part == "VTIMEZONE"
            if events > MOST_EVENTS or zones > MOST_ZONES or len(within) > 8:
                raise TooManyEvents(most=MOST_EVENTS)
        if _is_wanted(within, name, line):
            if len(line) > LONGEST_CELL:
                raise CellTooLong(row=events, most=LONGEST_CELL)
            kept.append(line)
        if name == "END" and (not within or within.pop() != part):
            raise NotACalendar
    if not kept or within:
        raise NotACalendar
    return kept


def _is_wanted(within: list[str], name: str, line: str) -> bool:
    if within[:1] != ["VCALENDAR"]:
        return False
    if name in ("BEGIN", "END"):
        return len(within) == 1 or within[1:] == ["VEVENT"] or within[1] == "VTIMEZONE"
    if len(within) == 1:
        return name in OF_CALENDAR
    if within[1] == "VTIMEZONE":
        return name not in ("RRULE", "RDATE", "EXRULE") or bool(name == "RRULE" and OF_ZONE.fullmatch(line))
    return within[1:] == ["VEVENT"] and name in WANTED
