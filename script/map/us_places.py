"""Writes one line for each postcode and each town of the United States: key, latitude, longitude; sorted by key.

A town's key is its state and its name as `names.town_key` folds it. It lies in the middle of its postcodes with streets.
"""

import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import TypedDict

import zipcodes  # type: ignore[import-not-found]

from tracker.screenings.names import town_key

# About a kilometre: enough to sort by nearness, and no address.
DIGITS = 2

Place = tuple[float, float]


class Row(TypedDict):
    """What is read of the package's rows."""

    zip_code: str
    zip_code_type: str
    city: str
    acceptable_cities: list[str]
    state: str
    lat: str
    long: str


def main() -> None:
    rows: list[Row] = [row for row in zipcodes.list_all() if float(row["lat"] or 0)]
    places: dict[str, Place] = {row["zip_code"]: _place(row) for row in rows}
    places |= _towns(rows)
    lines = (f"{key}\t{lat:.{DIGITS}f}\t{long:.{DIGITS}f}\n".encode() for key, (lat, long) in places.items())
    Path(sys.argv[1]).write_bytes(b"".join(sorted(lines)))


def _towns(rows: list[Row]) -> dict[str, Place]:
    """Post boxes count only where there is nothing else; other names of a postcode only where no town has that name."""
    with_streets, others, known_as = (defaultdict[str, list[Place]](list) for _ in range(3))
    for row in rows:
        found = with_streets if row["zip_code_type"] == "STANDARD" else others
        found[f"{row['state']} {town_key(row['city'])}"].append(_place(row))
        for name in row["acceptable_cities"]:
            known_as[f"{row['state']} {town_key(name)}"].append(_place(row))
    towns = {**known_as, **others, **with_streets}
    return {key: (median(lat for lat, _ in all_), median(long for _, long in all_)) for key, all_ in towns.items()}


def _place(row: Row) -> Place:
    return float(row["lat"]), float(row["long"])


if __name__ == "__main__":
    main()
