"""Days and times as people and programs write them. A date that can be read in two ways is not read at all."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy


class DateUnreadable(Refusal):
    sentence = lazy("“%(text)s” is not a date that can be read. Write it like 2023-10-23.")


class DateAmbiguous(Refusal):
    sentence = lazy("“%(text)s” can be two days. Say whether the day or the month comes first in this file.")


class TimeUnreadable(Refusal):
    sentence = lazy("“%(text)s” is not a time that can be read. Write it like 19:00 or 7:00 pm.")


class Order(StrEnum):
    """Which comes first in 10/11/2023."""

    DAY = "day"
    MONTH = "month"
    ASK = "ask"
    """Both are possible, and nothing in the file decides: a person has to."""


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: the day, the time when there is one, and the distance from UTC when that is stated."""

    day: date
    clock: time | None = None
    offset: timedelta | None = None


EARLIEST, LATEST = date(1888, 1, 1), date(2199, 12, 31)
"""No film was shown before, and nobody plans after; it also keeps zones from running over the calendar's ends."""

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril", "may mayo",
         "jun june junio",
         "jul july julio", "aug august ago agosto", "sep sept september septiembre setiembre", "oct october octubre",
         "nov november noviembre", "dec december dic diciembre"), 1)
    for name in names.split()
}  # fmt: skip

_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})\s?[일.]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=T|$)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)", re.ASCII)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+de)?[\s-]+([^\W\d_]{3,10})\.?,?(?:\s+del?)?[\s-]+(\d{4})", re.IGNORECASE
)
_OFFSET = re.compile(r"\s?(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?)$", re.IGNORECASE | re.ASCII)
_TIME = re.compile(
    r"(?P<before>오전|오후|am|pm|a\.m\.|p\.m\.)?\s?(?P<hour>\d{1,2})(?:[:.h시]\s?(?P<minute>\d{2})?\s?분?(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s?(?P<after>am|pm|a\.?\s?m\.?|p\.?\s?m\.?|a|p|hs?|hrs?)?",
    re.IGNORECASE | re.ASCII,
)
_SERIAL = re.compile(r"\d{4,6}(\.\d+)?", re.ASCII)


def order_of(texts: Iterable[str]) -> Order | None:
    """Which comes first in this file's a/b/y dates. None: it has none. ASK: no row decides, or two rows disagree."""
    seen: set[Order] = set()
    for text in texts:
        found = _YEAR_LAST.match(_WEEKDAY.sub("", text))
        if found:
            first, second = int(found[1]), int(found[3])
            seen.add(Order.DAY if first > 12 else Order.MONTH if second > 12 else Order.ASK)
    decided = seen - {Order.ASK}
    return None if not seen else decided.pop() if len(decided) == 1 else Order.ASK


@lru_cache(maxsize=50_000)
def read_date(text: str, order: Order | None = None, epoch: datetime | None = None) -> Written:
    """The date in a cleaned cell. With `epoch`, a workbook's day 0, plain numbers count days from it.

    Raises DateUnreadable, DateAmbiguous, TimeUnreadable.
    """
    if epoch is not None and _SERIAL.fullmatch(text):
        return _serial(text, epoch)
    day, rest = _day(_WEEKDAY.sub("", text), text, order)
    if not EARLIEST <= day <= LATEST:
        raise DateUnreadable(text=text[:40])
    rest = rest.lstrip(",").strip()
    rest = rest[1:] if rest[:1] in ("T", "t") else rest
    rest = re.sub(r"^(?:at|a las)\s+", "", rest, flags=re.IGNORECASE)
    rest = re.sub(r"\s*\(?local(?: time)?\)?$", "", rest, flags=re.IGNORECASE)
    if not rest:
        return Written(day)
    offset = None
    stated = _OFFSET.search(rest)
    if stated:
        offset = timedelta(0) if stated[1] else _offset(stated, text)
        rest = rest[: stated.start()]
    return Written(day, read_time(rest), offset) if rest.strip() else Written(day, None, offset)


@lru_cache(maxsize=10_000)
def read_time(text: str) -> time:
    """`7:00 pm`, `19:00`, `7pm`, `오후 7:00`, `19h`. A lone number is no time. Raises TimeUnreadable."""
    found = _TIME.fullmatch(text.strip())
    if not found or not (found["before"] or found["after"] or found["minute"] or text.strip().endswith(("h", "시"))):
        words = {
            "noon": time(12),
            "midday": time(12),
            "mediodía": time(12),
            "midnight": time(0),
            "정오": time(12),
            "자정": time(0),
        }
        if text.strip().lower() in words:
            return words[text.strip().lower()]
        raise TimeUnreadable(text=text[:40])
    hour, half = int(found["hour"]), ((found["before"] or found["after"] or "").lower()[:2]).rstrip(".")
    if half in ("pm", "p", "오후", "am", "a", "오전"):
        if not 1 <= hour <= 12 and not (half == "오후" and hour < 24) and not (half == "오전" and hour < 13):
            raise TimeUnreadable(text=text[:40])
        hour = hour % 12 + (12 if half in ("pm", "p", "오후") else 0)
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise TimeUnreadable(text=text[:40]) from None


def _day(text: str, whole: str, order: Order | None) -> tuple[date, str]:
    try:
        if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
            return date(int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
        if found := _YEAR_LAST.match(text):
            return _year_last(found, whole, order), text[found.end() :]
        if found := _MONTH_FIRST.match(text):
            return date(int(found[3]), MONTHS[found[1].lower()], int(found[2])), text[found.end() :]
        if found := _DAY_FIRST.match(text):
            return date(int(found[3]), MONTHS[found[2].lower()], int(found[1])), text[found.end() :]
    except (ValueError, KeyError):
        pass
    raise DateUnreadable(text=whole[:40])


def _year_last(found: re.Match[str], whole: str, order: Order | None) -> date:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    if first == second or first > 12 or second > 12:
        order = Order.DAY if first > 12 else Order.MONTH
    if order is None or order is Order.ASK:
        raise DateAmbiguous(text=whole[:40])
    return date(year, second, first) if order is Order.DAY else date(year, first, second)


def _offset(found: re.Match[str], text: str) -> timedelta:
    hours, minutes = int(found[3]), int(found[4] or 0)
    if hours > (10 if found[2] == "-" else 14) or minutes > 59:
        raise TimeUnreadable(text=text[:40])
    return timedelta(hours=hours, minutes=minutes) * (-1 if found[2] == "-" else 1)


def _serial(text: str, epoch: datetime) -> Written:
    moment = epoch + timedelta(seconds=round(float(text) * 86400))
    if not EARLIEST <= moment.date() <= LATEST:
        raise DateUnreadable(text=text[:40])
    return Written(moment.date(), moment.time() if "." in text else None)
