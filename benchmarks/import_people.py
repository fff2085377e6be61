"""How many people a second come in, from the file to the database: `python -m benchmarks.import_people [rows] [url]`.

Without a database's URL a fresh SQLite file is used. Reads, shows the preview, lets them in, looks at the same file again,
takes it back; and the most memory that the process had.
"""

import csv
import io
import os
import random
from datetime import timedelta
from pathlib import Path

from benchmarks import measuring, openings
from benchmarks.import_screenings import timed
from tests import world
from tracker import clock
from tracker.files.tables import read_table
from tracker.imports import import_, listing, people_columns
from tracker.imports.people_choices import COME_IN, PeopleChoices
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.map_people import look_at_people, map_people
from tracker.usecases.take_in_file import take_in
from tracker.usecases.undo_people import undo_people
from tracker.usecases.write_people import write_people

HALLS = [f"Benchmark Hall {n}" for n in range(50)]


def main() -> None:
    rows = openings.number(100_000)
    with openings.fresh(openings.url()) as app, app.app_context():
        _measure(rows, invented(rows, venues()))


def venues() -> list[str]:
    here = world.one_screening()
    with transaction():
        of = db.session.get_one(Campaign, here.campaign_id)
        for name in HALLS:
            world.screening(of, world.venue(name), starts_at=clock.now() - timedelta(days=2))
    return HALLS


def invented(rows: int, venues: list[str]) -> bytes:
    """Four in five are new, some come to a second film screening, one in ten leaves a number alone."""
    draw, out = random.Random(7), io.StringIO()  # noqa: S311
    writer = csv.writer(out)
    writer.writerow(["Timestamp", "Name", "Email", "Phone", "Venue", "May we contact you?", "I can help with"])
    for n in range(rows):
        who = n if draw.random() < 0.8 else draw.randrange(n + 1)
        email = f"person{who}@example.org" if who % 10 else ""
        consent = draw.choice(["yes", "yes", "yes", "no", ""])
        phone = f"+1512555{who % 10_000:04}" if not email or who % 3 == 0 else ""
        help_ = draw.choice(["host a screening", "donate", ""])
        signed = clock.now() - timedelta(days=draw.randrange(60))
        writer.writerow(
            [f"{signed:%Y-%m-%d %H:%M}", f"Some Body{who}", email, phone, draw.choice(venues), consent, help_]
        )
    return out.getvalue().encode()


def _measure(rows: int, data: bytes) -> None:
    print(f"{'memory before':22} {_memory('VmHWM'):6.0f} MB")
    choices = _choices(data)
    first = take_in(data, "people.csv", None, kind="people")
    map_people(first, choices)
    preview = timed("preview", rows, lambda: look_at_people(first))
    timed("a page of it", listing.PAGE, lambda: listing.page(first, "new", 500))
    written = timed("write", rows, lambda: write_people(first, None))
    print(f"{'memory at most so far':22} {_memory('VmHWM'):6.0f} MB, now {_memory():.0f} MB")
    print(
        f"{'preview and write':22} {preview + written:6.2f} s of CPU, {rows / (preview + written):8,.0f} rows/s of CPU"
    )
    print(import_.by_id(first, kind="people").counts)
    second = take_in(data, "people.csv", None, kind="people")
    map_people(second, choices)
    timed("preview, all there", rows, lambda: look_at_people(second))
    print(import_.by_id(second, kind="people").counts)
    print(f"{'memory at most so far':22} {_memory('VmHWM'):6.0f} MB, now {_memory():.0f} MB")
    timed("undo", rows, lambda: undo_people(first, None))
    print(f"{'memory at most':22} {_memory('VmHWM'):6.0f} MB, now {_memory():.0f} MB")


def alone(file: Path) -> tuple[float, float, float]:
    """CPU seconds of the look and of the writing in a house of its own, and the most MB of this process, which does nothing else."""
    with openings.fresh() as app, app.app_context():
        venues()
        look, write = taken_in(file.read_bytes())
    return look, write, _memory("VmHWM")


def taken_in(data: bytes) -> tuple[float, float]:
    """Seconds of CPU: of the look, with its preview, and of writing. Says nothing."""
    first = take_in(data, "people.csv", None, kind="people")
    map_people(first, _choices(data))
    return measuring.worked(lambda: look_at_people(first)), measuring.worked(lambda: write_people(first, None))


def _memory(what: str = "VmRSS") -> float:
    """Of this process; PostgreSQL's own is not counted."""
    return measuring.memory(os.getpid(), what)


def _choices(data: bytes) -> PeopleChoices:
    table = read_table(data, "people.csv")
    columns = people_columns.guess(table)
    return PeopleChoices(tuple(columns), wording=people_columns.question_in(table.header, columns), doubtful=COME_IN)


if __name__ == "__main__":
    main()
