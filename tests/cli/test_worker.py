"""`flask worker run`, as a process and in turns."""

import os
import signal
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tests.forked import Forked
from tests.letters_world import World
from tests.server import wait_until
from tests.smtp import Post
from tracker.cli import worker as cli
from tracker.cli.chores import Chore, Chores
from tracker.cli.worker import Worker
from tracker.store.db import db
from tracker.store.heartbeat import alive
from tracker.store.sealing import Broken
from tracker.store.transactions import transaction
from tracker.team import settings


def start(world: World, smtp: Post | None, *arguments: str, log: Path) -> Forked:
    settings = world.app.config
    environ = {
        **os.environ, "FLASK_APP": "tracker.app", "DATABASE_URL": settings["DATABASE_URL"], "BASE_URL": settings["BASE_URL"],
        "INSTANCE_PATH": str(settings["INSTANCE_PATH"]), "KEY_RING": str(settings["KEY_RING"]), "SMTP_URL": smtp.url if smtp else "",
    }  # fmt: skip
    with log.open("wb") as out:
        return Forked("flask", "worker", "run", *arguments, environ=environ, stdout=out, stderr=out)


def test_the_worker_sends_what_is_due_lives_and_ends_when_told(world: World, smtp: Post, tmp_path: Path):
    world.add()
    world.add(hours=1)
    db.session.remove()
    process = start(world, smtp, log=tmp_path / "log")
    try:
        wait_until(lambda: len(smtp.letters) == 1, "the first letter")
        db.session.rollback()
        assert alive("worker") == 1
        # One that becomes due while it runs.
        world.add(email="second@example.org")
        wait_until(lambda: len(smtp.letters) == 2, "the second letter")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
    assert "example.org" not in (tmp_path / "log").read_text()
    assert [received.recipients for received in smtp.letters] == [["ally1@example.org"], ["second@example.org"]]


def test_once_works_off_what_is_due_and_ends(world: World, smtp: Post, monkeypatch: pytest.MonkeyPatch):
    for _ in range(25):
        world.add()
    db.session.remove()
    monkeypatch.setitem(world.app.config, "SMTP_URL", smtp.url)
    # In its own process it knows of no backup that failed in another test.
    monkeypatch.setattr(cli.nightly, "_went_wrong", threading.Event())
    assert world.app.test_cli_runner().invoke(args=["worker", "run", "--once"]).exit_code == 0
    assert len({received.recipients[0] for received in smtp.letters}) == len(smtp.letters) == 25


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # it is said before any table is looked at
def test_a_mail_server_that_may_not_be_used_is_said_at_the_start(world: World, tmp_path: Path):
    smtp = Post()
    smtp.__class__ = type("Elsewhere", (Post,), {"url": "smtp://mail.example.org"})
    assert start(world, smtp, log=tmp_path / "log").wait(timeout=60) == 1
    assert "smtp:// is plain" in (tmp_path / "log").read_text()


def test_a_worker_outlives_a_database_that_is_away(world: World, smtp: Post, monkeypatch: pytest.MonkeyPatch):
    world.add()
    working = Worker(world.app)
    monkeypatch.setattr(working.ended, "wait", lambda seconds: pauses.append(seconds))  # noqa: PLW0108
    monkeypatch.setitem(world.app.config, "SMTP_URL", smtp.url)
    pauses: list[float] = []
    write = cli.write_due_letters
    faults = iter([OperationalError("", {}, Exception()), RuntimeError("mina@example.org")])

    def away(base_url: str) -> int:
        for fault in faults:
            raise fault
        return write(base_url)

    def ended_after_a_letter() -> bool:
        return len(smtp.letters) == 1 or len(pauses) > 9

    monkeypatch.setattr(cli, "write_due_letters", away)
    monkeypatch.setattr(working.ended, "is_set", ended_after_a_letter)
    working.run(once=False)
    assert pauses[:2] == [2.0, 4.0]
    assert len(smtp.letters) == 1


def test_it_says_once_that_letters_wait_for_a_mailbox_that_is_read(world: World, capsys: pytest.CaptureFixture[str]):
    working = Worker(world.app)
    working.turn()
    assert "letters to allies wait" not in capsys.readouterr().err
    with transaction():
        settings.put("reply_to_read", "")
    for _ in range(3):
        working.turn()
    assert capsys.readouterr().err.count("letters to allies wait") == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_step_that_fails_keeps_no_other_and_no_chore_from_its_turn(world: World, monkeypatch: pytest.MonkeyPatch):
    kept: list[str] = []

    def fails() -> int:
        raise Broken("ally.contact")

    working = Worker(world.app)
    working.chores = Chores((Chore("noting", 0, kept.append),))
    monkeypatch.setattr(cli, "hand_out", fails)
    monkeypatch.setattr(cli, "erase_due", fails)
    monkeypatch.setattr(cli.nightly, "keep_erasures", lambda _base_url: kept.append("log of erasures"))
    with pytest.raises(Broken):
        working.turn()
    assert kept == ["log of erasures", world.app.config["BASE_URL"]], (
        "those that went are written down, and chores follow"
    )
    assert working.erased > 0, "it is tried once a minute, too"
