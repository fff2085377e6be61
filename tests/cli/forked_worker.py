"""Workers to be killed: `python -m tests.cli.forked_worker`, for tests/cli/test_killed_worker.py.

Starting one takes seconds, so everything is read once, and one turn of work is done, after which statements are compiled and
templates read; then each line of standing input, a number of seconds by which the house's clock is ahead, forks one that runs
as `flask worker run` does. Its process id is printed, and "ended".
"""

import gc
import os
import sys
from datetime import timedelta

from flask import Flask

from tracker import clock
from tracker.app import create_app
from tracker.cli.worker import Worker
from tracker.store.db import db


def main() -> None:
    app = create_app()
    Worker(app).run(once=True)
    gc.freeze()
    with app.app_context():
        db.engine.dispose()  # no two processes may share a connection
    print("ready", flush=True)
    for line in sys.stdin:
        worker = os.fork()
        if worker == 0:
            _work(app, timedelta(seconds=float(line)))
        print(worker, flush=True)
        os.waitpid(worker, 0)
        print("ended", flush=True)


def _work(app: Flask, ahead: timedelta) -> None:
    real = clock.now
    clock.now = lambda: real() + ahead
    try:
        Worker(app).run(once=False)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
