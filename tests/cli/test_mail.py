"""`flask mail receive` as a mail server calls it, and `flask mail poll` against a real mailbox."""

import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from tests.forked import ran
from tests.imap import Box, imap, unused_port
from tests.letters_world import BASE_URL, World
from tests.mail.samples import sample
from tests.smtp import Post
from tracker.cli import mail as cli
from tracker.cli.worker import Worker
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.mail.post_box import MailboxUnfit, mailbox_at
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.usecases.deliver_due import deliver_due

__all__ = ["imap"]


@pytest.fixture
def left(world: World, smtp: Post) -> Letter:
    ally = world.add(email="mina@mail.example.org")
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    return world.letter_to(ally)


def pipe(world: World, raw: bytes, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[bytes]":
    """As a mail server starts it, in a process of its own."""
    settings = world.app.config
    ours = {
        "FLASK_APP": "tracker.app", "DATABASE_URL": settings["DATABASE_URL"], "INSTANCE_PATH": str(settings["INSTANCE_PATH"]),
        "KEY_RING": str(settings["KEY_RING"]), "BASE_URL": BASE_URL,
    }  # fmt: skip
    db.session.remove()
    return ran("flask", "mail", "receive", *arguments, environ={**os.environ, **ours, **environ}, given=raw)


def replies() -> int:
    db.session.rollback()
    return db.session.query(Reply).count()


@pytest.mark.parametrize("told", ["ORIGINAL_RECIPIENT", "RECIPIENT", "header"])
def test_a_bounce_handed_in_stops_the_address(world: World, left: Letter, told: str):
    to = f"letters+{links.sign('bounce', left.id)}@houselights.example"
    raw = sample("bounce_yahoo.eml", to if told == "header" else "")
    done = world.app.test_cli_runner().invoke(
        args=["mail", "receive"], input=raw, env={} if told == "header" else {told: to}
    )
    assert done.exit_code == 0
    db.session.rollback()
    assert db.session.get_one(Letter, left.id).bounce == "5.1.1"


def test_as_a_mail_server_pipes_it_twice_it_counts_once(world: World, left: Letter):
    to = f"letters+{links.sign('bounce', left.id)}@houselights.example"
    done = pipe(world, sample("full_gmail.eml"), "--recipient", to)
    assert done.returncode == 0, done.stderr.decode()
    assert b"example" not in done.stdout + done.stderr
    again = world.app.test_cli_runner().invoke(
        args=["mail", "receive", "--recipient", to], input=sample("full_gmail.eml")
    )
    assert again.exit_code == 0 and "example" not in again.output
    db.session.rollback()
    assert db.session.get_one(Letter, left.id).bounces == 1


def test_a_message_longer_than_we_read_is_kept_and_its_pipe_is_not_broken(world: World):
    raw = b"From: a@example.org\n\nI could help.\n" + b"x" * 26_000_000
    assert world.app.test_cli_runner().invoke(args=["mail", "receive"], input=raw).exit_code == 0
    assert replies() == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # both are away here
def test_while_the_database_is_away_the_mail_server_keeps_the_message(world: World, tmp_path: Path):
    done = pipe(world, sample("reply_gmail.eml"), DATABASE_URL=f"postgresql://nobody@127.0.0.1:{unused_port()}/house")
    assert done.returncode == 75
    assert b"Traceback" not in done.stderr
    assert b"example" not in done.stderr + done.stdout
    done = pipe(world, sample("reply_gmail.eml"), DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    assert done.returncode == 75


def test_any_bytes_end_well(world: World):
    runner = world.app.test_cli_runner()
    dice = random.Random(3)  # noqa: S311 (dice)
    for length in (0, 1, 7, 500, 5_000):
        raw = dice.randbytes(length)
        answer = runner.invoke(args=["mail", "receive"], input=raw)
        assert answer.exit_code == 0, answer.output
    assert replies() == 5


def test_whatever_goes_wrong_the_mail_server_tries_again(world: World, monkeypatch: pytest.MonkeyPatch):
    for fault in (OperationalError("mina@example.org", {}, Exception()), RuntimeError("mina@example.org")):
        monkeypatch.setattr(cli, "receive_mail", _raises(fault))
        answer = world.app.test_cli_runner().invoke(args=["mail", "receive"], input=b"x")
        assert answer.exit_code == 75
        assert "mina" not in answer.output


def _raises(fault: Exception) -> Callable[..., str]:
    def fail(*_values: object) -> str:
        raise fault

    return fail


# The mailbox


def test_what_nobody_has_read_comes_in_and_is_marked(world: World, left: Letter, imap: Box):
    imap.put(sample("reply_gmail.eml", message_id=left.message_id), sample("away_gmail.eml"), b"", b"\xff\x00")
    imap.put(b"read by somebody")
    imap.seen.add(5)
    assert cli.look_into(imap.url) == 4
    assert imap.seen == {1, 2, 3, 4, 5}
    assert replies() == 3
    assert cli.look_into(imap.url) == 0
    assert imap.commands[-1] == "LOGOUT"


def test_no_more_than_so_many_at_a_time(world: World, imap: Box):
    imap.put(*(b"From: a%d@example.org\n\nx" % number for number in range(5)))
    assert cli.look_into(imap.url, most=2) == 2
    assert imap.seen == {1, 2}


def test_what_cannot_be_taken_in_now_stays_unread_and_the_others_go_on(
    world: World, imap: Box, monkeypatch: pytest.MonkeyPatch
):
    imap.put(b"From: mina@example.org\n\none", b"two")
    receive = cli.receive_mail

    def sometimes(raw: bytes) -> str:
        if b"one" in raw:
            raise RuntimeError("mina@example.org")
        return receive(raw)

    monkeypatch.setattr(cli, "receive_mail", sometimes)
    with capture_logs() as logs:
        assert cli.look_into(imap.url) == 1
    assert imap.seen == {2}
    assert "mina" not in str(logs)
    monkeypatch.undo()
    assert cli.look_into(imap.url) == 1
    assert imap.seen == {1, 2}


@pytest.mark.parametrize("at", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "LOGOUT"])
def test_a_line_cut_anywhere_loses_nothing_and_doubles_nothing(world: World, imap: Box, at: str):
    imap.put(b"From: a@example.org\n\none", b"From: a@example.org\n\ntwo")
    imap.hang_up_at = at
    cli.look_into(imap.url)
    imap.hang_up_at = ""
    cli.look_into(imap.url)
    assert imap.seen == {1, 2}
    assert replies() == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("lanterns", "lamps"), "sign-in"),
        (("INBOX", "Elsewhere"), "no such folder"),
        (("imap://", "imaps://"), "unreachable"),
    ],
)
def test_trouble_is_a_line_in_the_log_without_secrets(world: World, imap: Box, change: tuple[str, str], why: str):
    with capture_logs() as logs:
        assert cli.look_into(imap.url.replace(*change)) is None
    assert [line["why"] for line in logs] == [why]
    assert "l" + "anterns" not in str(logs)
    assert "houselights.example" not in str(logs)


def test_a_server_that_is_away_is_a_line_in_the_log(world: World):
    assert cli.look_into(f"imap://a:b@127.0.0.1:{unused_port()}/INBOX") is None


@pytest.mark.parametrize(
    "url",
    ["", "imap://a:b@mail.example.org", "http://a:b@localhost", "imaps://mail.example.org", "imaps://a:b@[::1", "imaps://a%0Ab:c@localhost",
     "imaps://a:b@mail.example.org:99999"],
)  # fmt: skip
def test_an_address_that_may_not_be_used_is_refused(url: str):
    with pytest.raises(MailboxUnfit):
        mailbox_at(url)


def test_a_mailbox_never_shows_its_password():
    assert "secret" not in repr(mailbox_at("imaps://a:secret@mail.example.org"))
    assert mailbox_at("imaps://a:secret@mail.example.org").folder == "INBOX"


def test_poll_says_what_is_missing(world: World, imap: Box, monkeypatch: pytest.MonkeyPatch):
    runner = world.app.test_cli_runner()
    assert "IMAP_URL is not set" in runner.invoke(args=["mail", "poll"]).output
    monkeypatch.setitem(world.app.config, "IMAP_URL", "imap://a:b@mail.example.org")
    assert "imap:// is plain" in runner.invoke(args=["mail", "poll"]).output
    imap.put(b"From: a@example.org\n\none")
    monkeypatch.setitem(world.app.config, "IMAP_URL", imap.url)
    assert runner.invoke(args=["mail", "poll"]).exit_code == 0
    assert replies() == 1
    imap.hang_up_at = "LOGIN"
    assert runner.invoke(args=["mail", "poll"]).exit_code == 75


def test_the_worker_looks_once_a_minute(world: World, imap: Box, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(world.app.config, "IMAP_URL", imap.url)
    imap.put(b"From: a@example.org\n\none")
    worker = Worker(world.app)
    worker.turn()
    worker.turn()
    assert imap.commands.count("LOGIN") == 1
    assert replies() == 1
    worker.polled -= 60
    worker.turn()
    assert imap.commands.count("LOGIN") == 2
