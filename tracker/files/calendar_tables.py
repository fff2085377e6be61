"""A calendar as a table: a row for each time that an event takes place, under headings that every reader of screenings knows.

An event that repeats has a row for each time; each row keeps an id of its own, so that what was moved is found again. Times
that say their clock are given in UTC, those that float as they are written; a whole day has no time.
"""

import hashlib
import re
import time as stopwatch
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from tracker.errors import Refusal
from tracker.files.bounds import LONGEST_CELL, MOST_ROWS
from tracker.files.calendar_lines import NotACalendar, wanted_lines
from tracker.files.delimited import decode
from tracker.files.recurring import recurrence_of, repeats, started, wall
from tracker.records import dataclass
from tracker.words import Lazy, lazy

HEADER = [
    "Title", "Venue", "Street address", "City", "State", "Zip", "Starts", "Ends", "Status", "Calendar clock", "UID", "URL",
    "Notes", "Latitude", "Longitude",
]  # fmt: skip
# As long as a list's own id may be, with what is put behind it.
LONGEST_UID = 70
# Seconds that one calendar may take to be followed.
PATIENCE = 20.0
ENDLESS = lazy("It repeats without an end: two years before and after today are taken.")
MORE_DAYS = lazy("It lasts several days; only the first is taken.")
_TAIL = re.compile(
    r"(?:(?P<street>.*), )?(?P<city>[^,\d]+), (?P<state>[A-Z]{2}),?(?: (?P<zip>\d{5}(?:-\d{4})?))?(?:, (?:USA?|United States))?"
)


class TakesTooLong(Refusal):
    sentence = lazy("Following what repeats in this calendar takes too long. Export a part of it.")
    field = "file"


class TooManyTimes(Refusal):
    sentence = lazy("The events of this calendar take place more than %(most)s times. Export a part of it.")
    field = "file"


@dataclass(frozen=True, slots=True)
class Happening:
    """One row to be: `number` counts the events of the file, `why` is said instead of cells that cannot be read."""

    number: int
    cells: list[str]
    why: Refusal | None = None
    said: tuple[Lazy, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """`name`: as the calendar calls itself."""

    happenings: list[Happening]
    encoding: str
    name: str


def read_calendar(data: bytes) -> Read:
    """Raises NotACalendar, TooManyEvents, TooManyTimes, TakesTooLong, UnknownLetters."""
    text, encoding = decode(data)
    try:
        calendar = Calendar.from_ical("\r\n".join(wanted_lines(text)))
        events = list(calendar.walk("VEVENT"))
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - the library raises a dozen kinds for what is broken
        raise NotACalendar from None
    off = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    home = str(calendar.get("X-WR-TIMEZONE", ""))[:60]
    found: list[Happening] = []
    until = stopwatch.monotonic() + PATIENCE
    for series in _series(events):
        found.extend(_happenings(series, home, off))
        if len(found) > MOST_ROWS:
            raise TooManyTimes(most=MOST_ROWS)
        if stopwatch.monotonic() > until:
            raise TakesTooLong
    return Read(sorted(found, key=lambda one: one.number), encoding, str(calendar.get("X-WR-CALNAME", ""))[:200])


@dataclass(slots=True)
class _Series:
    """An event, and what its repeats have otherwise, by the time that they stand for."""

    event: tuple[int, Any] | None
    others: list[tuple[int, Any]]


def _series(events: list[Any]) -> list[_Series]:
    """Events of one id together; of two versions the later one counts (RFC 5545, 3.8.7.4)."""
    found: dict[str, _Series] = {}
    for number, event in enumerate(events, 1):
        uid = str(event.get("UID", "")) or f"\x00{number}"
        series = found.setdefault(uid, _Series(None, []))
        if "RECURRENCE-ID" in event:
            series.others.append((number, event))
        elif series.event is None or _version(event) >= _version(series.event[1]):
            series.event = number, event
    return list(found.values())


def _version(event: Any) -> tuple[int, str]:
    sequence = _text(event, "SEQUENCE")
    changed = event.get("LAST-MODIFIED") or event.get("DTSTAMP")
    try:
        return int(sequence or 0), changed.to_ical().decode() if changed else ""
    except Exception:  # noqa: BLE001 - as above
        return 0, ""


def _happenings(series: _Series, home: str, off: bool) -> Iterator[Happening]:
    """Each time it takes place: by its rule, moved, or called off."""
    others = dict[datetime, tuple[int, Any]]()
    zone, number = None, 0
    try:
        if series.event:
            number, event = series.event
            start = started(event)
            zone = start.tzinfo if isinstance(start, datetime) else None
        for at, other in sorted(series.others, key=lambda each: (_version(each[1]), each[0])):
            number = at
            stands_for = recurrence_of(other)
            assert stands_for is not None
            others[wall(stands_for, zone)] = at, other
        if series.event:
            number, event = series.event
            times, endless = repeats(event)
            alone = times == [wall(start, zone)] and not {"RRULE", "RDATE"} & set(event) and not others
            yield from _ruled(series.event, times, others, (ENDLESS,) if endless else (), alone, home, off)
    except Refusal as why:
        yield Happening(number, [""] * len(HEADER), why)
        return
    for stands_for, (at, other) in others.items():
        yield _one(at, other, home, off, stands_for)


def _ruled(
    event: tuple[int, Any], times: list[datetime], others: dict[datetime, tuple[int, Any]], said: tuple[Lazy, ...],
    alone: bool, home: str, off: bool,
) -> Iterator[Happening]:  # fmt: skip
    """The times of its rule; one that has an exception is left to it. "This and future" moves all that follow."""
    ahead = sorted((at, other) for at, (_n, other) in others.items() if _and_future(other))
    for moment in times:
        if moment in others:
            continue
        since = [(at, other) for at, other in ahead if at <= moment]
        if since:
            at, other = since[-1]
            start = started(other)
            moved = wall(start, start.tzinfo if isinstance(start, datetime) else None) - at
            yield _one(event[0], other, home, off, moment, moment + moved)
        else:
            yield _one(event[0], event[1], home, off, None if alone else moment, moment, said)


def _and_future(event: Any) -> bool:
    return str(event["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE"


def _one(
    number: int, event: Any, home: str, off: bool, stands_for: datetime | None, at: datetime | None = None,
    said: tuple[Lazy, ...] = (),
) -> Happening:  # fmt: skip
    """One row. `stands_for`: which of the repeats it is; `at`: when it starts by its wall clock, if not as it says."""
    try:
        start = started(event)
        lasts = _lasts(event, start)
    except Refusal as why:
        return Happening(number, [""] * len(HEADER), why)
    if at is not None:
        start = at.date() if not isinstance(start, datetime) else at.replace(tzinfo=start.tzinfo)
    name, street, city, state, postcode = _place(_text(event, "LOCATION"))
    timed = isinstance(start, datetime)
    ends = _written(start + lasts) if lasts and timed else ""
    if not timed and lasts and lasts > timedelta(days=1):
        said = (*said, MORE_DAYS)
    status = "cancelled" if off else _text(event, "STATUS").lower()
    latitude, longitude = _point(event)
    cells = [
        _text(event, "SUMMARY"), name, street, city, state, postcode, _written(start), ends, status, _clock(start, home),
        _id(_text(event, "UID"), stands_for), _text(event, "URL"), _text(event, "DESCRIPTION")[:2000], latitude, longitude,
    ]  # fmt: skip
    return Happening(number, cells, None, said)


def _text(event: Any, name: str) -> str:
    told = event.get(name, "")
    return str(told[0] if isinstance(told, list) else told).strip()[:LONGEST_CELL]


def _lasts(event: Any, start: date | datetime) -> timedelta | None:
    """From start to end; None where it does not say, or says nonsense."""
    try:
        if "DURATION" in event:
            lasts: timedelta = event["DURATION"].dt
        else:
            lasts = event["DTEND"].dt - start
    except Exception:  # noqa: BLE001 - as above; an end that cannot be read is none
        return None
    return lasts if timedelta(0) < lasts < timedelta(days=366) else None


def _written(moment: date | datetime) -> str:
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return moment.isoformat()


def _clock(start: date | datetime, home: str) -> str:
    """The name of the zone whose clock it is written on; that of the calendar where it is written in UTC."""
    zone = start.tzinfo if isinstance(start, datetime) else None
    key = str(getattr(zone, "key", "") or "")
    return home if key in ("", "UTC") else key


def _id(uid: str, stands_for: datetime | None) -> str:
    if len(uid) > LONGEST_UID:
        uid = hashlib.sha256(uid.encode("utf_8", "replace")).hexdigest()[:40]
    return f"{uid}/{stands_for:%Y%m%dT%H%M}" if uid and stands_for else uid


def _place(location: str) -> tuple[str, str, str, str, str]:
    """Name, street, town, state and postcode of "Barton Street Cinema, 12 Barton St, Austin, TX 78701"."""
    parts = [part.strip() for line in location.splitlines() for part in line.split(",") if part.strip()]
    if not parts:
        return "", "", "", "", ""
    rest = ", ".join(parts[1:])
    found = _TAIL.fullmatch(rest)
    if found is None:
        return parts[0], rest, "", "", ""
    return parts[0], found["street"] or "", found["city"].strip(), found["state"], found["zip"] or ""


def _point(event: Any) -> tuple[str, str]:
    try:
        point = event["GEO"]
        return str(point.latitude), str(point.longitude)
    except Exception:  # noqa: BLE001 - as above
        return "", ""
