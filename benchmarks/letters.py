"""How many letters a second one worker hands to a local SMTP server: `python -m benchmarks.letters [letters] [DATABASE_URL]`.

The floor, measured in the same run: the same messages, composed beforehand, by smtplib alone over one connection. The
server is a process of its own. Each is counted by the processor time of this process, and by the clock, which on a busy
machine, and beside a mail server in Python, says little of the worker. Without a DATABASE_URL: SQLite in a temporary
folder; a database that is named must be empty. `PROFILE=1` prints where the time goes.
"""

import cProfile
import multiprocessing
import os
import pstats
import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection

from flask import Flask
from sqlalchemy import func, select

from benchmarks import measuring, openings
from tests.letters_world import BASE_URL, World
from tests.smtp import Post, listening
from tracker.letters import carrying
from tracker.letters.draft import drafted, sender
from tracker.letters.letter import Letter
from tracker.mail.compose import compose
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.write_due_letters import write_due_letters


class Counting(Post):
    """Takes every letter and keeps none."""

    async def handle_DATA(self, *_args: object) -> str:  # noqa: N802 (aiosmtpd's name)
        return "250 Taken"


@dataclass(frozen=True, slots=True)
class Pace:
    """Letters a second of this process's processor time, and by the clock."""

    by_cpu: float
    by_clock: float


@dataclass(frozen=True, slots=True)
class Told:
    """How fast: written into the outbox, carried by one worker, and handed over by smtplib alone."""

    written: Pace
    carried: Pace
    smtplib: Pace


def serve(told: Connection) -> None:
    with listening(Counting()) as post:
        told.send(post.url)
        told.recv()


@contextmanager
def mail_server() -> Iterator[str]:
    """The address of one that takes everything, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    yield ours.recv()
    ours.send("end")
    server.join()


def pace_of(letters: int, deed: Callable[[], object]) -> Pace:
    began = time.perf_counter()
    used = measuring.worked(deed)
    return Pace(letters / used, letters / (time.perf_counter() - began))


def all_of(work: Callable[[], int]) -> None:
    """Until `work` has nothing more to do."""
    while work():
        pass


def by_smtplib(url: str, raw: list[tuple[str, bytes]]) -> None:
    port = int(url.rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port, "localhost") as line:
        for recipient, message in raw:
            line.sendmail("letters@houselights.example", [recipient], message)


def composed(some: int) -> list[tuple[str, bytes]]:
    who = sender(BASE_URL)
    letters = [carrying.opened(letter) for letter in db.session.scalars(select(Letter).limit(some))]
    return [(letter.recipient, compose(drafted(letter, BASE_URL), who)) for letter in letters]


def measured(app: Flask, letters: int, smtp_url: str) -> Told:
    """All of them are written, composed beforehand for the floor, and carried."""
    with app.app_context():
        world = World(app).build()
        with transaction():
            settings.put("letters_a_minute_to_one_domain", "0")
        for _ in range(letters):
            world.add()
        worker = new_id()
        written = pace_of(letters, lambda: all_of(lambda: write_due_letters(BASE_URL)))
        raw = composed(min(letters, 1000))
        least = pace_of(len(raw), lambda: by_smtplib(smtp_url, raw))
        profile = cProfile.Profile() if os.environ.get("PROFILE") else None
        with profile or nullcontext():
            carried = pace_of(letters, lambda: all_of(lambda: deliver_due(worker, smtp_url, BASE_URL)))
        left = db.session.scalar(select(func.count()).where(Letter.state == "left"))
        assert left == letters, f"{left} of {letters} left"
        if profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        return Told(written, carried, least)


def main() -> None:
    with openings.fresh(openings.url()) as app, mail_server() as smtp:
        told = measured(app, openings.number(5000), smtp)
        print(f"{app.config['DATABASE_URL'].partition(':')[0]}; {measuring.load()}")
        for what, pace in (("written", told.written), ("carried", told.carried), ("smtplib alone", told.smtplib)):
            print(f"{what:14} {pace.by_cpu:7,.0f}/s of CPU {pace.by_clock:7,.0f}/s by the clock")


if __name__ == "__main__":
    main()
