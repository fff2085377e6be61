"""How many rows a second come in, from the file to the database: `python -m benchmarks.import_screenings [rows] [url]`.

Without a database's URL a fresh SQLite file is used. Reads, shows the preview, writes, looks at the same file again,
takes it back.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.import_matching import invented
from tests import world
from tests.engines import build, migrate
from tracker.files.tables import read_table
from tracker.imports import choices_kept, import_, listing
from tracker.imports.choices import Choices
from tracker.imports.columns import guess_columns
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.usecases.map_import import map_import
from tracker.usecases.move_in import move_in
from tracker.usecases.take_in_file import take_in
from tracker.usecases.undo_import import undo
from tracker.usecases.write_import import write


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{instance / 'house.db'}"
        migrate(url, instance)
        app = build(url, instance)
        with app.app_context():
            move_in()
            world.one_screening()
            _measure(rows, invented(rows))


def _measure(rows: int, data: bytes) -> None:
    table = read_table(data, "list.csv")
    choices = choices_kept.written(Choices(tuple(guess.meaning for guess in guess_columns(table))))
    campaign = db.session.query(Campaign).order_by(Campaign.name.desc()).first()
    assert campaign is not None
    campaign_id = campaign.id
    timed("upload", rows, lambda: take_in(data, "list.csv", None))
    first = take_in(data, "list.csv", None)
    preview = timed("preview", rows, lambda: map_import(first, campaign_id, None, choices))
    timed("a page of it", listing.PAGE, lambda: listing.page(first, "new", 500))
    written = timed("write", rows, lambda: write(first, None))
    print(
        f"{'preview and write':22} {preview + written:6.2f} s of CPU, {rows / (preview + written):8,.0f} rows/s of CPU"
    )
    second = take_in(data, "list.csv", None)
    timed("preview, all there", rows, lambda: map_import(second, campaign_id, first, choices))
    print(import_.by_id(second).counts)
    timed("undo", rows, lambda: undo(first, None))


def timed(what: str, rows: int, deed: Callable[[], Any]) -> float:
    """Seconds of this process's own CPU: of the clock on the wall a busy machine takes its part. Prints both."""
    start, cpu = time.perf_counter(), time.process_time()
    deed()
    took, worked = time.perf_counter() - start, time.process_time() - cpu
    print(f"{what:22} {took:6.2f} s, of CPU {worked:6.2f} s, {rows / worked:8,.0f} rows/s of CPU", flush=True)
    return worked


if __name__ == "__main__":
    main()
