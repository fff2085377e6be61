"""Coordinates that cannot be right: far from every other venue that the file has in the same town."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt
from statistics import median

from tracker.imports.readings import Planned, Reading
from tracker.imports.row_cells import Note
from tracker.words import lazy

FARTHEST = 100.0
"""Kilometres from the middle of its town's venues; wider than any town."""
FEWEST = 3
"""Places in a town before their middle means anything."""

TOO_FAR = lazy("The coordinates are %(km)s km from the other venues in %(city)s; they are left out.")


def without_far_places(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, without coordinates that a geocoder must have made up; the rows themselves stand."""
    towns: dict[tuple[str, str], set[tuple[float, float]]] = defaultdict(set)
    for reading in readings:
        for one in reading.planned:
            if one.city and one.latitude is not None and one.longitude is not None:
                towns[_town(one)].add((one.latitude, one.longitude))
    middles = {
        town: (median(lat for lat, _ in places), median(long for _, long in places))
        for town, places in towns.items()
        if len(places) >= FEWEST
    }
    return [_checked(reading, middles) for reading in readings]


def _checked(reading: Reading, middles: dict[tuple[str, str], tuple[float, float]]) -> Reading:
    planned, notes = [], list(reading.notes)
    for one in reading.planned:
        middle = middles.get(_town(one))
        if middle and one.latitude is not None and one.longitude is not None:
            far = kilometres(middle, (one.latitude, one.longitude))
            if far > FARTHEST:
                notes.append(Note(TOO_FAR, (("km", str(round(far))), ("city", one.city))))
                one = replace(one, latitude=None, longitude=None)
        planned.append(one)
    return reading if len(notes) == len(reading.notes) else replace(reading, planned=tuple(planned), notes=tuple(notes))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance over ground of two places in degrees (haversine)."""
    (lat, long), (lat2, long2) = (map(radians, one), map(radians, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((long2 - long) / 2) ** 2
    return 12742 * asin(sqrt(min(1.0, half)))


def _town(one: Planned) -> tuple[str, str]:
    return one.city.casefold(), one.region.casefold()
