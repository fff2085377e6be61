"""The dates that a person gives for rows without one, as they write them: "23 and 24 October 2023, 7:00 pm local"."""

import re
from datetime import timedelta

from tracker.errors import Refusal
from tracker.imports.cells import clean
from tracker.imports.choices import Given
from tracker.imports.dates import Order, read_date
from tracker.words import lazy

MOST = 31
"""Dates in all; a list longer than a month is a mistake."""

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_LISTED = re.compile(rf"({_DAY}(?:\s*(?:,|and|&|y|-|to)\s*{_DAY})+)\s+(?:de\s+|of\s+)?(.+)", re.IGNORECASE)
_MONTH_LISTED = re.compile(
    rf"([^\W\d_]{{3,10}})\.?\s+({_DAY}(?:\s*(?:,|and|&|y|-|to)\s*{_DAY})+),?\s+(\d{{4}}.*)", re.IGNORECASE
)
_RANGE = re.compile(rf"({_DAY})\s*(?:-|to)\s*({_DAY})", re.IGNORECASE)


class GivenUnreadable(Refusal):
    sentence = lazy("“%(text)s” is not a date that can be read. Write it like 23 and 24 October 2023, 7:00 pm.")
    field = "given"


class GivenTooMany(Refusal):
    sentence = lazy("More than %(most)s dates. Each row without a date would become as many film screenings.")
    field = "given"


class GivenInAZone(Refusal):
    sentence = lazy("“%(text)s” names a clock. These dates are read on each venue’s own.")
    field = "given"


def read_given(text: str, order: Order | None = None) -> tuple[Given, ...]:
    """The dates, one line each; a line may name several days of a month. Raises GivenUnreadable, GivenTooMany,
    GivenInAZone."""
    found: dict[Given, None] = {}
    for line in text.splitlines()[: MOST + 1]:
        if plain := clean(line):
            found.update(dict.fromkeys(_line(plain, order)))
        if len(found) > MOST:
            raise GivenTooMany(most=MOST)
    if len(text.splitlines()) > MOST + 1:
        raise GivenTooMany(most=MOST)
    return tuple(found)


def _line(line: str, order: Order | None) -> list[Given]:
    if listed := _LISTED.fullmatch(line):
        days, rest = listed[1], "{} " + listed[2]
    elif listed := _MONTH_LISTED.fullmatch(line):
        days, rest = listed[2], listed[1] + " {}, " + listed[3]
    else:
        return [_one(line, line, order)]
    if span := _RANGE.fullmatch(days):
        first, last = (_one(rest.replace("{}", span[at]), line, order) for at in (1, 2))
        if not 0 < (last.day - first.day).days < MOST:
            raise GivenUnreadable(text=line[:60])
        return [Given(first.day + timedelta(at), first.clock) for at in range((last.day - first.day).days + 1)]
    return [_one(rest.replace("{}", day), line, order) for day in re.findall(_DAY, days)]


def _one(text: str, line: str, order: Order | None) -> Given:
    try:
        read = read_date(text, order)
    except Refusal:
        raise GivenUnreadable(text=line[:60]) from None
    if read.offset is not None:
        raise GivenInAZone(text=line[:60])
    return Given(read.day, read.clock)
