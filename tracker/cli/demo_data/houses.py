"""Invented cinemas, campuses and community rooms in real towns."""

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random

from tracker.cli.demo_data import names
from tracker.screenings.venues import VenueFacts

CITIES = Path(__file__).with_name("cities.csv")
CAMPUS = (
    "{house} College, Lecture Hall 2",
    "{house} Law School, Room 110",
    "{house} College, Student Union",
    "{house} Institute",
)
ROOMS = (
    "{house} Community Room",
    "{house} Library, Hall B",
    "{house} Senior Center",
    "Old Mill Hall",
    "Church on {house} Street",
)


def cities() -> list[tuple[str, str, str]]:
    """Name, state and zone."""
    with CITIES.open(encoding="utf-8", newline="") as lines:
        return [(row["city"], row["region"], row["zone"]) for row in csv.DictReader(lines)]


def cinemas(random: Random, how_many: int) -> list[VenueFacts]:
    """A cinema in every town, then second ones in some; no two of a town share a name."""
    towns = cities()
    taken: set[tuple[str, str, str]] = set()
    found: list[VenueFacts] = []
    random.shuffle(towns)
    while len(found) < how_many:
        town = towns[len(found) % len(towns)]
        name = f"{random.choice(names.HOUSES)} {random.choice(names.HOUSE_KINDS)}"
        if (name, town[0], town[1]) not in taken:
            taken.add((name, town[0], town[1]))
            found.append(_venue(random, name, town))
    return found


def campus(random: Random, town: tuple[str, str, str]) -> VenueFacts:
    """A lecture hall."""
    return _venue(random, random.choice(CAMPUS).format(house=random.choice(names.HOUSES)), town)


def community(random: Random, town: tuple[str, str, str]) -> VenueFacts:
    """A library, a church hall, a senior center."""
    return _venue(random, random.choice(ROOMS).format(house=random.choice(names.HOUSES)), town)


def of_kind(kind: str) -> Callable[[Random, tuple[str, str, str]], VenueFacts]:
    """Where screenings of a kind take place."""
    return campus if kind == "campus" else community


def _venue(random: Random, name: str, town: tuple[str, str, str]) -> VenueFacts:
    city, region, zone = town
    return VenueFacts(
        name=name,
        address=f"{random.randint(1, 980)} {random.choice(names.STREETS)} Street",
        city=city,
        region=region,
        zone=zone,
    )
