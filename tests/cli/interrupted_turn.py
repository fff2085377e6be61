"""A turn of the keys to be killed: `python -m tests.cli.interrupted_turn`, for tests/cli/test_killed_turn.py.

It goes on as the worker does, with small batches and its clock two minutes ahead, and stops in the middle of one: some rows are
sealed anew and written down, some are sealed anew and not. Then it says so and waits for the end.
"""

import time
from datetime import timedelta

from tracker import clock
from tracker.app import create_app
from tracker.keeping import turn_places
from tracker.store import resealing
from tracker.usecases import turn_keys

AFTER = 25


def main() -> None:
    app, real, seal, sealed = create_app(), clock.now, resealing.seal_bytes, [0]

    def seal_and_stop(said: bytes, where: str) -> bytes:
        sealed[0] += 1
        if sealed[0] == AFTER:
            print("in the middle", flush=True)
            time.sleep(600)
        return seal(said, where)

    clock.now = lambda: real() + timedelta(minutes=2)
    turn_places.MOST = 10
    resealing.seal_bytes = seal_and_stop
    with app.app_context():
        while turn_keys.step():
            pass


if __name__ == "__main__":
    main()
