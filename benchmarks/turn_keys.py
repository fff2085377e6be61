"""How fast the keys turn: rows a second, and how long a signup takes meanwhile.

usage: python -m benchmarks.turn_keys [ALLIES] [DATABASE_URL]

Every ally has a contact, a mark of extra care, two identities and a signup with a note. The minutes that a turn waits for
slow processes are not counted: the clock is put forward.
"""

import statistics
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask

from tests import world
from tests.engines import build, migrate
from tracker import clock
from tracker.arrivals.welcome import welcome
from tracker.keeping.key_turn import last
from tracker.screenings import code as codes
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import turn_keys
from tracker.usecases.move_in import move_in
from tracker.usecases.sign_up import sign_up

ALLIES, PORTION = 20_000, 500


def main() -> None:
    """Prints one line."""
    allies = int(sys.argv[1]) if len(sys.argv) > 1 else ALLIES
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/house.db"
        migrate(url, Path(folder))
        app = build(url, Path(folder))
        with app.app_context():
            code = fill(allies)
            seconds, waits = turned(app, code)
            turn = last()
            assert turn is not None
            assert turn.done_at is not None
            print(
                f"{url.partition(':')[0]}: {turn.renewed} rows in {seconds:.1f} s, {turn.renewed / seconds:.0f} rows/s; "
                f"meanwhile {len(waits)} signups, median {statistics.median(waits):.0f} ms, longest {max(waits):.0f} ms"
            )


def fill(allies: int) -> str:
    """The code of the screening at which they have signed up."""
    move_in()
    here = world.one_screening()
    code = str(codes.code_of(screening_id=here.id))
    for start in range(0, allies, PORTION):
        with transaction():
            welcome([
                world.entry(here, phone=f"+1512{number:07}", note="came with a friend")
                for number in range(start, start + PORTION)
            ])  # fmt: skip
    return code


def turned(app: Flask, code: str) -> tuple[float, list[float]]:
    """Seconds of work, and milliseconds of each signup in them."""
    waits: list[float] = []
    ended = threading.Event()

    def sign_up_meanwhile() -> None:
        with app.app_context():
            while not ended.wait(0.2):
                begun = time.perf_counter()
                sign_up(
                    code=code, submission=new_id(), name="Mina", email=f"{new_id()}@example.org", phone=None,
                    consent="yes", interests=[], extra_care=False, language="en", consent_words="May we?",
                )  # fmt: skip
                waits.append((time.perf_counter() - begun) * 1000)

    turn_keys.begin()
    _put_forward()
    thread = threading.Thread(target=sign_up_meanwhile)
    thread.start()
    begun = time.perf_counter()
    while turn_keys.go_on(1.0):
        pass
    seconds = time.perf_counter() - begun
    ended.set()
    thread.join()
    _put_forward()
    while turn_keys.go_on(1.0):
        pass
    db.session.rollback()
    return seconds, waits


def _put_forward() -> None:
    """By the minute that each state waits."""
    real = clock.now
    clock.now = lambda: real() + timedelta(seconds=61)


if __name__ == "__main__":
    main()
