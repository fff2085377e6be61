"""Where postcodes and towns of the United States lie, to about a kilometre: read from a sorted file, without loading it.

us_places.txt is written by script/us-places from the package `zipcodes`, which would take 38 MB of memory.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from tracker.screenings.names import town_key
from tracker.screenings.zones import state_code

FILE = Path(__file__).with_name("us_places.txt")
# Miles; the mean radius (IUGG).
EARTH = 3958.8
# With or without the four digits of a street.
_ZIP = re.compile(r"(\d{5})(?:[- ]?\d{4})?", re.ASCII)


class Point(NamedTuple):
    """Degrees, north and east."""

    latitude: float
    longitude: float


def postcode_in(written: str) -> str | None:
    """The five digits of what somebody wrote for a postcode; None for what is none."""
    found = _ZIP.fullmatch(written.strip())
    return found[1] if found else None


def of_postcode(postcode: str) -> Point | None:
    """The middle of a postcode (five digits); None for one that the post does not know. Nothing of it stays in memory."""
    with _places() as places:
        return _found(places, postcode)


@lru_cache(maxsize=20_000)
def of_venue(postcode: str, city: str, region: str) -> Point | None:
    """The middle of its postcode, or else of its town."""
    digits, state = postcode_in(postcode), state_code(region)
    with _places() as places:
        point = _found(places, digits) if digits else None
        return point or (_found(places, f"{state} {town_key(city)}") if state and city else None)


def miles(one: Point, other: Point) -> float:
    """As the crow flies (haversine)."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))


@contextmanager
def _places() -> Iterator[mmap]:
    with FILE.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as places:
        yield places


def _found(places: mmap, key: str) -> Point | None:
    """By halving: lines are sorted by their bytes."""
    wanted = f"{key}\t".encode()
    low, high = 0, len(places)
    while low < high:
        start = places.rfind(b"\n", 0, (low + high) // 2) + 1
        line = places[start : places.find(b"\n", start)]
        if line.startswith(wanted):
            _key, latitude, longitude = line.split(b"\t")
            return Point(float(latitude), float(longitude))
        if line < wanted:
            low = start + len(line) + 1
        else:
            high = start
    return None
