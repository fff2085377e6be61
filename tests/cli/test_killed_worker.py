"""`kill -9` of the worker, fifty times on each engine: nothing is lost, and only the letter in flight may repeat."""

import asyncio
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import TextIO

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.forked import Forked
from tests.letters_world import World
from tests.smtp import Post, listening
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings

KILLS, SEED = 50, 20231024
PATIENCE = 60.0  # seconds
# The clock goes on by this much from one worker to the next: the leases of the dead one have run out.
ROUND_SECONDS = 700


@dataclass
class HoldingPost(Post):
    """Can hold the next letter at the end of DATA, kept or not, and leave the worker without an answer."""

    # Message-IDs with the number of the round in which they were kept.
    kept: list[tuple[str, int]] = field(default_factory=list)
    round: int = 0
    hold: str = ""
    held: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        message_id = str(message_from_bytes(envelope.content, policy=policy.default)["Message-ID"])
        if self.hold != "unkept":
            self.kept.append((message_id, self.round))
        if self.hold:
            self.held.set()
            # Until the line breaks: aiosmtpd ends this when the worker is dead.
            await asyncio.sleep(PATIENCE)
        return "250 Taken"


@dataclass
class Workers:
    """The process that forks them."""

    process: Forked
    asks: TextIO
    answers: TextIO

    def said(self) -> str:
        return self.answers.readline().strip()

    @contextmanager
    def one(self, seconds_ahead: int) -> Iterator[None]:
        """One lives as long as this; then it is killed."""
        self.asks.write(f"{seconds_ahead}\n")
        self.asks.flush()
        worker = int(self.said())
        try:
            yield
        finally:
            os.kill(worker, signal.SIGKILL)
            assert self.said() == "ended"


@pytest.fixture
def workers(world: World, tmp_path: Path) -> Iterator[Callable[[Post], Workers]]:
    started: list[Workers] = []

    def start(post: Post) -> Workers:
        told = world.app.config
        environ = {
            **os.environ, "DATABASE_URL": told["DATABASE_URL"], "BASE_URL": told["BASE_URL"], "SMTP_URL": post.url,
            "INSTANCE_PATH": str(told["INSTANCE_PATH"]), "KEY_RING": str(told["KEY_RING"]),
        }  # fmt: skip
        heard, asks = os.pipe()
        answers, tells = os.pipe()
        with (tmp_path / "workers.log").open("w") as log:
            process = Forked("tests.cli.forked_worker", environ=environ, stdin=heard, stdout=tells, stderr=log)
        for each in (heard, tells):
            os.close(each)
        workers = Workers(process, os.fdopen(asks, "w"), os.fdopen(answers))
        started.append(workers)
        assert workers.said() == "ready", (tmp_path / "workers.log").read_text()
        return workers

    yield start
    for each in started:
        each.asks.close()
        each.answers.close()
        each.process.kill()
        each.process.wait()


def wait_for(true: Callable[[], bool], what: str) -> None:
    """Looked at closely: a kill is to come right then."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.001)


@pytest.mark.long
def test_fifty_kills_lose_nothing_and_repeat_only_the_letter_in_flight(world: World, workers):
    dice = random.Random(SEED)  # noqa: S311 (the same each time is what is wanted)
    with transaction():
        settings.put("letters_a_minute_to_one_domain", "0")
    world.add()
    db.session.remove()
    post, in_flight = HoldingPost(round=-1), Counter[str]()
    with listening(post):
        workers = workers(post)
        assert len(post.kept) == 1
        for _ in range(60):
            world.add()
        # A third of the kills meets a letter that is with the server; the others come whenever they come.
        rounds = ["kept"] * 10 + ["unkept"] * 6 + [""] * (KILLS - 16)
        dice.shuffle(rounds)
        for number, hold in enumerate(rounds):
            world.add()
            world.add()
            db.session.remove()
            post.round, post.hold = number, hold
            post.held.clear()
            before, more = len(post.kept), dice.randint(0, 2)
            with workers.one(ROUND_SECONDS * number):
                if hold:
                    wait_for(post.held.is_set, "a letter in flight")
                    in_flight[hold] += 1
                else:
                    wait_for(lambda: len(post.kept) >= before + more, "letters")  # noqa: B023
                    time.sleep(dice.uniform(0, 0.03) if more else dice.uniform(0, 0.3))
        post.round, post.hold = KILLS, ""
        with workers.one(ROUND_SECONDS * KILLS):
            wait_for(lambda: _all_settled(world), "the end")
    letters = world.letters()
    assert in_flight == {"kept": 10, "unkept": 6}
    # Nothing is lost, nothing invented.
    beyond = [(each.kind, each.state, each.leased_by, each.account_id) for each in letters if each.state != "left"]
    assert not beyond, f"written after all had left: {beyond}"
    assert {letter.leased_by for letter in letters} == {None}
    assert {message_id for message_id, _ in post.kept} == {letter.message_id for letter in letters}
    assert len(letters) == world.made
    assert {state for (state,) in db.session.query(FollowUp.state)} == {"closed"}
    # Of what one worker had handed over, at most the last came again, with the same Message-ID.
    repeated = 0
    for number in range(KILLS):
        handed_over = [message_id for message_id, at in post.kept if at == number]
        later = {message_id for message_id, at in post.kept if at > number}
        again = [message_id for message_id in handed_over if message_id in later]
        assert again in ([], handed_over[-1:])
        assert len(set(handed_over)) == len(handed_over)
        repeated += len(again)
    assert repeated >= in_flight["kept"]
    print(
        f"{KILLS} kills, {sum(in_flight.values())} surely in flight, {repeated} letters came twice, {len(letters)} letters"
    )


def _all_settled(world: World) -> bool:
    db.session.rollback()
    # In one statement: between two of them the last letters may be written, which neither would tell of.
    letters = db.session.query(Letter.state, Letter.leased_by).all()
    db.session.rollback()
    time.sleep(0.1)
    return len(letters) == world.made and set(letters) == {("left", None)}
