"""When an event of a calendar takes place: its rule, the days added to it and those taken out (RFC 5545, 3.8.5).

Rules are followed by dateutil, on the wall clock of the event, so that seven in the evening stays seven when clocks change.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr

from tracker import clock
from tracker.errors import Refusal
from tracker.files.bounds import MOST_REPEATS
from tracker.words import lazy

# Of a rule without an end, what lies around today.
AROUND = timedelta(days=2 * 366)
EARLIEST, LATEST = datetime(1888, 1, 1), datetime(2199, 12, 31)  # noqa: DTZ001 - by the wall clock
# What programs write. By the second or minute no film is shown, and a rule that never comes true is looked for until the year
# 9999: so it is followed there. The calendar repeats every 400 years, weekdays too.
FOLLOWED = re.compile(
    r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(INTERVAL=\d{1,3}|COUNT=\d{1,5}|UNTIL=[\dTZ]{8,16}|WKST=[A-Z]{2}|BYDAY=[-+\dA-Z,]{2,60}"
    r"|BYMONTHDAY=[-\d,]{1,90}|BYMONTH=[\d,]{1,30}|BYSETPOS=-?\d{1,2}|BY(HOUR|MINUTE|SECOND)=\d{1,2}))*"
)
LATER = timedelta(days=19 * 146_097)


class RuleNotFollowed(Refusal):
    sentence = lazy("It repeats by a rule that cannot be followed here. Write its days out in the calendar.")


class RepeatsTooOften(Refusal):
    sentence = lazy("It repeats more than %(most)s times.")


class NoSuchStart(Refusal):
    sentence = lazy("When it starts cannot be read.")


class ClockUnknown(Refusal):
    sentence = lazy("Its clock “%(zone)s” is not known, so when it starts cannot be told.")


def started(event: Any) -> date | datetime:
    """DTSTART. Raises NoSuchStart, ClockUnknown."""
    return _told(event, "DTSTART")


def recurrence_of(event: Any) -> date | datetime | None:
    """RECURRENCE-ID: which of the repeats an exception stands for. Raises NoSuchStart, ClockUnknown."""
    return _told(event, "RECURRENCE-ID") if "RECURRENCE-ID" in event else None


def wall(moment: date | datetime, zone: tzinfo | None, usual: time = time(0)) -> datetime:
    """What the wall clock of an event shows; a day alone at its `usual` time."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, usual)
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo and zone else moment.replace(tzinfo=None)


def repeats(event: Any) -> tuple[list[datetime], bool]:
    """Every time it takes place, by its wall clock, and whether its rule has no end: then those of two years around today.

    Raises NoSuchStart, ClockUnknown, RuleNotFollowed, RepeatsTooOften.
    """
    start = started(event)
    zone = start.tzinfo if isinstance(start, datetime) else None
    first = wall(start, zone)
    out = {(wall(each, zone), isinstance(each, datetime)) for each in _listed(event, "EXDATE")}
    days_out = {moment.date() for moment, timed in out if not timed}
    times_out = {moment for moment, timed in out if timed}
    found, endless = set[datetime](), False
    if "RRULE" in event:
        ruled, endless = _ruled(event, first, zone)
        found |= set(islice(ruled, MOST_REPEATS + 1))
    if not endless or first >= clock.now().replace(tzinfo=None) - AROUND:
        found.add(first)  # whatever the rule says of it
    found |= {wall(each, zone, first.time()) for each in _listed(event, "RDATE")}
    if len(found) > MOST_REPEATS:
        raise RepeatsTooOften(most=MOST_REPEATS)
    return sorted(each for each in found if each not in times_out and each.date() not in days_out), endless


def _told(event: Any, name: str) -> date | datetime:
    try:
        told = event[name]
        found: date | datetime = told.dt
        named = told.params.get("TZID")
    except Exception:  # noqa: BLE001 - the library raises a dozen kinds for what is broken
        raise NoSuchStart from None
    if isinstance(found, datetime):
        if named and found.tzinfo is None:
            raise ClockUnknown(zone=str(named)[:60])
        if EARLIEST <= found.replace(tzinfo=None) <= LATEST:
            return found
    elif EARLIEST.date() <= found <= LATEST.date():
        return found
    raise NoSuchStart


def _listed(event: Any, name: str) -> Iterator[date | datetime]:
    """The days and moments of one or several lines. Raises NoSuchStart."""
    lines = event.get(name, [])
    for line in lines if isinstance(lines, list) else [lines]:
        try:
            told = [each.dt for each in line.dts]
        except Exception:  # noqa: BLE001 - as above
            raise NoSuchStart from None
        for each in told:
            moment: date | datetime = each[0] if isinstance(each, tuple) else each
            if not EARLIEST.year <= moment.year <= LATEST.year:
                raise NoSuchStart
            yield moment


def _ruled(event: Any, first: datetime, zone: tzinfo | None) -> tuple[Iterator[datetime], bool]:
    try:
        rule = event["RRULE"].to_ical().decode("ascii").upper()
    except Exception:  # noqa: BLE001 - as above
        raise RuleNotFollowed from None
    if not FOLLOWED.fullmatch(rule):
        raise RuleNotFollowed
    parts = dict(part.split("=") for part in rule.split(";"))
    endless = not {"UNTIL", "COUNT"} & set(parts)
    until = _until(parts.pop("UNTIL", ""), zone)
    since = clock.now().replace(tzinfo=None) - AROUND if endless else EARLIEST
    last = min(until or LATEST, clock.now().replace(tzinfo=None) + AROUND if endless else LATEST)
    try:
        text = ";".join(f"{name}={value}" for name, value in parts.items())
        ruled = rrulestr(text, dtstart=first + LATER)
        if "COUNT" not in parts:
            ruled = ruled.replace(until=last + LATER)
    except (ValueError, TypeError, IndexError):
        raise RuleNotFollowed from None
    return (each - LATER for each in ruled if since <= each - LATER <= last), endless


def _until(text: str, zone: tzinfo | None) -> datetime | None:
    """UNTIL by the wall clock of the event; a day counts whole. Raises RuleNotFollowed."""
    if not text:
        return None
    try:
        if len(text) == 8:
            return datetime.combine(datetime.strptime(text, "%Y%m%d").date(), time.max)  # noqa: DTZ007 - a day
        moment = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone follows
    except ValueError:
        raise RuleNotFollowed from None
    return wall(moment.replace(tzinfo=UTC), zone) if text.endswith("Z") and zone else moment
