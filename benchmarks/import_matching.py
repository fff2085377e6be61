"""How many rows a second are read and matched: `python -m benchmarks.import_matching [rows]`."""

import itertools
import sys
import time
from datetime import date, timedelta

from tracker.files.tables import read_table
from tracker.imports.choices import Choices
from tracker.imports.columns import guess_columns
from tracker.imports.far_places import without_far_places
from tracker.imports.fates import Fate, KnownScreening
from tracker.imports.matching import World, decide
from tracker.imports.readings import read_rows
from tracker.imports.recognise import Known

TOWNS = [("Austin", "TX"), ("Chicago", "IL"), ("Seattle", "WA"), ("Denver", "CO"), ("Tulsa", "OK")]
VENUES, FILMS = 2_000, 40


def invented(rows: int) -> bytes:
    """A list of `rows` screenings of 40 films in 2,000 venues."""
    lines = ["film,theatre,address,city,state,zip,starts,seats,tickets,id"]
    for at in range(rows):
        town, state = TOWNS[at % VENUES % len(TOWNS)]
        day = date(2023, 1, 1) + timedelta(days=at // VENUES)
        lines.append(
            f"Film {at % FILMS},House {at % VENUES},{at % 900} Main St,{town},{state},0{at % 9000},{day} 7:{at % 60:02} pm,120,https://t.example/{at},{at}"
        )
    return "\n".join(lines).encode()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    data = invented(rows)
    marks = [time.perf_counter()]
    table = read_table(data, "list.csv")
    marks.append(time.perf_counter())
    choices = Choices(tuple(guess.meaning for guess in guess_columns(table)))
    readings = without_far_places(list(read_rows(table, choices)))
    marks.append(time.perf_counter())
    verdict = decide(readings, World())
    marks.append(time.perf_counter())
    films = {key: Known(f"f{at}", name) for at, (key, name) in enumerate(verdict.films.written.items())}
    venues = {
        key: Known(f"v{at}", name, key[1], key[2]) for at, (key, name) in enumerate(verdict.venues.written.items())
    }
    there = [
        KnownScreening(
            str(at),
            films[one.film].id,
            venues[one.venue].id,
            one.planned.day,
            one.planned.zone,
            one.planned.starts_at,
            one.planned.external_id,
            capacity=120,
            ticket_url=one.planned.ticket_url,
            listed=True,
        )
        for at, one in enumerate(verdict.decisions)
        if one.fate is Fate.NEW and one.planned
    ]
    world = World(list(films.values()), list(venues.values()), there)
    start = time.perf_counter()
    again = decide(readings, world)
    took = time.perf_counter() - start
    for name, seconds in zip(
        ("table", "readings", "matching, all new"), (b - a for a, b in itertools.pairwise(marks)), strict=True
    ):
        print(f"{name:22} {seconds:6.2f} s {rows / seconds:10,.0f} rows/s")
    print(f"{'matching, all there':22} {took:6.2f} s {rows / took:10,.0f} rows/s   {dict(again.counts())}")
    print(f"{'readings + matching':22} {rows / (marks[2] - marks[1] + took):26,.0f} rows/s")


if __name__ == "__main__":
    main()
