"""How many letters a second one worker hands to a local SMTP server: `python -m benchmarks.letters [letters] [DATABASE_URL]`.

The floor, measured in the same run: the same messages, composed beforehand, by smtplib alone over one connection. The
server is a process of its own. Without a DATABASE_URL: SQLite in a temporary folder; a database that is named must be
empty. `PROFILE=1` prints where the time goes.
"""

import cProfile
import multiprocessing
import os
import pstats
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from multiprocessing.connection import Connection
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import func, select

from tests.letters_world import BASE_URL, World
from tests.smtp import Post, listening
from tracker.app import create_app
from tracker.letters import carrying
from tracker.letters.draft import drafted, sender
from tracker.letters.letter import Letter
from tracker.mail.compose import compose
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.move_in import move_in
from tracker.usecases.write_due_letters import write_due_letters

TOP = Path(__file__).parent.parent


class Counting(Post):
    """Takes every letter and keeps none."""

    async def handle_DATA(self, *_args: object) -> str:  # noqa: N802 (aiosmtpd's name)
        return "250 Taken"


def serve(told: Connection) -> None:
    with listening(Counting()) as post:
        told.send(post.url)
        told.recv()


def house(folder: Path, url: str) -> Flask:
    app = create_app(
        {"DATABASE_URL": url, "INSTANCE_PATH": folder, "KEY_RING": folder / "key-ring.json", "SMTP_URL": ""}
    )
    with app.app_context():
        flask_migrate.upgrade(directory=str(TOP / "migrations"))
        move_in()
    return app


def all_of(work: Callable[[], int]) -> float:
    """Seconds until `work` has nothing more to do."""
    began = time.perf_counter()
    while work():
        pass
    return time.perf_counter() - began


def floor(url: str, raw: list[tuple[str, bytes]]) -> float:
    """Letters a second by smtplib alone."""
    port = int(url.rpartition(":")[2])
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, "localhost") as line:
        for recipient, message in raw:
            line.sendmail("letters@houselights.example", [recipient], message)
    return len(raw) / (time.perf_counter() - began)


def composed(some: int) -> list[tuple[str, bytes]]:
    who = sender(BASE_URL)
    letters = [carrying.opened(letter) for letter in db.session.scalars(select(Letter).limit(some))]
    return [(letter.recipient, compose(drafted(letter, BASE_URL), who).as_bytes()) for letter in letters]


def measure(app: Flask, letters: int, smtp_url: str) -> None:
    with app.app_context():
        world = World(app).build()
        with transaction():
            settings.put("letters_a_minute_to_one_domain", "0")
        for _ in range(letters):
            world.add()
        name, worker = db.engine.dialect.name, new_id()
        written = letters / all_of(lambda: write_due_letters(BASE_URL))
        least = floor(smtp_url, composed(min(letters, 1000)))
        profile = cProfile.Profile() if os.environ.get("PROFILE") else None
        with profile or nullcontext():
            carried = letters / all_of(lambda: deliver_due(worker, smtp_url, BASE_URL))
        left = db.session.scalar(select(func.count()).where(Letter.state == "left"))
        assert left == letters, f"{left} of {letters} left"
        print(
            f"{name:11} written {written:6.0f}/s   carried {carried:6.0f}/s   smtplib alone {least:6.0f}/s   ratio {carried / least:.2f}"
        )
        if profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def main() -> None:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/house.db"
        measure(house(Path(folder), url), letters, ours.recv())
    ours.send("end")
    server.join()


if __name__ == "__main__":
    main()
