"""The kit of a whole campaign: `python -m benchmarks.kit [screenings] [url]`.

Without a database's URL a fresh SQLite file is used. What one worker draws of it, in goes of two seconds; how large it lies in
the database; how long handing it over takes.
"""

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from tests import invented
from tests.engines import build, migrate
from tracker import clock
from tracker.paper.printed import joined
from tracker.screenings import kits
from tracker.screenings.kit import KitPart
from tracker.store.db import db
from tracker.usecases import ask_for_kit
from tracker.usecases.draw_kits import draw_kits
from tracker.usecases.move_in import move_in

WORKER, BASE = "w" * 16, "https://allies.example.org"


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{instance / 'house.db'}"
        migrate(url, instance)
        app = build(url, instance)
        with app.app_context():
            move_in()
            campaign = invented.campaign()
            for number in range(how_many):
                at = clock.now() + timedelta(days=2, hours=number % 48)
                invented.screening(campaign, venue=f"Barton Street Cinema {number}", at=at)
            _measure(campaign, how_many)


def _measure(campaign: str, how_many: int) -> None:
    began = time.perf_counter()
    ask_for_kit.ask(campaign, "letter", None)
    print(f"asked for in {time.perf_counter() - began:.2f} s, {db.engine.dialect.name}")
    began, cpu, goes, longest = time.perf_counter(), time.process_time(), 0, 0.0
    while (kit := kits.of_campaign(campaign)) and kit.done_at is None:
        go = time.perf_counter()
        draw_kits(WORKER, BASE, lambda: True)
        goes, longest = goes + 1, max(longest, time.perf_counter() - go)
    took = time.perf_counter() - began
    print(f"{how_many} kits drawn in {took:.0f} s ({time.process_time() - cpu:.0f} s of CPU), {1000 * took / how_many:.0f} ms each; "
          f"{goes} goes, the longest {longest:.1f} s")  # fmt: skip
    size = db.session.scalar(select(func.sum(func.length(KitPart.files_sealed)))) or 0
    print(f"{size / 1e6:.0f} MB in the database")
    began = time.perf_counter()
    sent = sum(len(bit) for bit in joined(kits.parts(ask_for_kit.take(campaign))))
    print(f"{sent / 1e6:.0f} MB handed over in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
