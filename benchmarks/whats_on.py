"""What's on with many listed film screenings: `python -m benchmarks.whats_on [listed] [url]`.

Without a database's URL a fresh SQLite file is used. As many again are over, and as many unlisted. Times are of whole
answers by the test client: the middle one of nine by the clock and by the processor, and the slowest. Bytes as they are sent, compressed.
"""

import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from tests.engines import build, migrate
from tracker import clock
from tracker.cli.demo_data import houses
from tracker.cli.demo_data.evenings import FILM
from tracker.screenings import campaigns, films, log, venues
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import ACCESSIBILITY
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.move_in import move_in

TIMES = 9
PAGES = {
    "the list and its map": "/",
    "near a postcode": "/?near=60614&within=250",
    "with captions, Spanish subtitles": "/?access=captions&subtitles=es",
    "the last page": "/?page=9999",
    "the calendar": "/calendar.ics",
    "the film": "/film/{film}",
    "one film screening": "/screening/{screening}",
}


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{instance / 'house.db'}"
        migrate(url, instance)
        app = build(url, instance)
        with app.app_context():
            move_in()
            known = _fill(how_many)
            print(f"{how_many:,} listed film screenings, {db.engine.dialect.name}")
            db.session.remove()
        _measure(app, known)


def _fill(how_many: int) -> dict[str, str]:
    dice, towns = random.Random(1), houses.cities()  # noqa: S311
    cinemas = houses.cinemas(dice, 3 * how_many // 2 + 1)
    with transaction() as session:
        film = films.add(FILM)
        session.flush()
        campaign = campaigns.add(CampaignFacts(name="Autumn", film_id=film.id), None)
        for number in range(3 * how_many):
            if number % 2 == 0:
                facts = cinemas[number // 2] if number % 10 else houses.community(dice, dice.choice(towns))
                venue = venues.add(facts)
                session.flush()
            days = dice.randrange(1, 90) if number % 3 else -dice.randrange(2, 90)
            row = log.add(ScreeningFacts(
                campaign_id=campaign.id, kind="theatrical", day=(clock.now() + timedelta(days=days)).date(), venue_id=venue.id,
                visibility="unlisted" if number % 3 == 2 else "listed", screen=f"Hall {number}", talkback=number % 4 == 0,
                subtitles=dice.choice(("", "es", "ko,es")), accessibility=dice.sample(ACCESSIBILITY, dice.randrange(3)),
            ), None)  # fmt: skip
            if number % 3 == 1:
                known = {"film": film.id, "screening": row.id}
        session.execute(text("ANALYZE"))
    return known


def _measure(app: Flask, known: dict[str, str]) -> None:
    client = app.test_client()
    for name, path in PAGES.items():
        took, worked, size = [], [], 0
        for _ in range(TIMES):
            began, busy = time.perf_counter(), time.process_time()
            answer = client.get(path.format(**known), headers={"Accept-Encoding": "gzip"})
            took.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
            size = len(answer.data)
            assert answer.status_code == 200, (path, answer.status_code)
        middle, busy = statistics.median(took) * 1000, statistics.median(worked) * 1000
        print(f"{name:34} {middle:7.1f} ms, {busy:7.1f} of processor, slowest {max(took) * 1000:7.1f} {size:8,} bytes")


if __name__ == "__main__":
    main()
