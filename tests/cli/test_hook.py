"""Webhooks from the command line, and the threads of the worker that tell them."""

import os
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from flask import Flask

from tests import world
from tests.forked import Forked
from tests.hook_world import LOOPBACK, hook, now_is, rows, signs_up
from tests.receiver import Receiver, receiving
from tests.server import wait_until
from tracker import clock
from tracker.cli import hooking
from tracker.hooks import turns
from tracker.hooks.hook import Hook
from tracker.store.db import db
from tracker.store.transactions import transaction


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


def test_the_last_line_is_the_secret_alone_and_the_list_tells_neither_it_nor_the_address(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    told = ["--of", "signups", "--of", "outcomes", "--contacts", "--reason", "phone bank"]
    said = run(args=["hook", "add", "Automation", "https://automation.example/in?key=sesame-of-the-receiver", *told])
    assert said.exit_code == 0, said.output
    assert "no erasure here" in said.stderr
    secret = said.stdout.splitlines()[-1]
    with app.app_context():
        row = db.session.query(Hook).one()
        assert (row.secret, row.contacts, row.made_by_id) == (secret, True, None)
        hook_id = row.id
    listed = run(args=["hook", "list"]).output
    assert (
        hook_id in listed
        and "signups,outcomes  with contacts" in listed
        and secret not in listed
        and "sesame" not in listed
    )
    assert "on its way" in run(args=["hook", "try", hook_id]).output
    assert run(args=["hook", "go-on", hook_id]).exit_code == 0
    assert run(args=["hook", "withdraw", hook_id]).output == "Withdrawn.\n"
    assert "withdrawn" in run(args=["hook", "list"]).output
    assert "Add a new one" in run(args=["hook", "try", hook_id]).output
    assert "No webhook has this id" in run(args=["hook", "withdraw", "0"]).output


def test_what_makes_no_sense_is_said_in_a_sentence(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    for args, said in (
        (["x", "https://automation.example/"], "--of"),
        (["x", "http://automation.example/", "--of", "signups"], "https"),
        (["x", "https://automation.example/", "--of", "signups", "--campaign", "Nowhere"], "Say its id"),
    ):
        answer = run(args=["hook", "add", *args])
        assert answer.exit_code != 0 and said in answer.output, args


def test_a_slow_receiver_holds_up_neither_the_worker_nor_other_receivers(app: Flask, receiver: Receiver) -> None:
    answers = threading.Event()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        answers.wait(20)
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    app.config["OWN_NETWORKS"] = LOOPBACK
    with app.app_context(), receiving() as quick:
        here = world.one_screening()
        hook(receiver)
        hook(quick)
        signs_up(here)
        receiver.answers.append(slow)
        db.session.rollback()
        hooking.deliver_beside("http://localhost")
        wait_until(lambda: len(quick.told) == 1 and len(receiver.told) == 1, "both were told")
        assert sorted(each.state for each in rows()) != ["delivered"] * 2, "one is still waited for"
        hooking.deliver_beside("http://localhost")
        answers.set()
        assert hooking.wait()
        assert [each.state for each in rows()] == ["delivered"] * 2


def test_a_worker_killed_while_it_waits_for_an_answer_leaves_it_to_the_next(
    app: Flask, receiver: Receiver, tmp_path: Path
) -> None:
    with app.app_context():
        hook_id, _ = hook(receiver)
        signs_up(world.one_screening())
        db.session.remove()
    reached, over = threading.Event(), threading.Event()

    def never(_handler: BaseHTTPRequestHandler) -> None:
        reached.set()
        over.wait(60)

    receiver.answers.append(never)
    first = worker(app, tmp_path / "first")
    try:
        assert reached.wait(60), (tmp_path / "first").read_text()
        first.kill()
        first.wait()
    finally:
        first.kill()
        over.set()
    with app.app_context():
        assert (rows()[0].state, now_is(hook_id).leased_by is None) == ("waiting", False)
        with transaction() as session:
            # Nobody waits a minute in a test.
            session.get_one(Hook, hook_id).leased_until = clock.now() - turns.LEASE + timedelta(seconds=59)
        db.session.remove()
    second = worker(app, tmp_path / "second", "--once")
    assert second.wait(120) == 0, (tmp_path / "second").read_text()
    with app.app_context():
        assert rows()[0].state == "delivered" and rows()[0].tries == 2
    assert len(receiver.ids) == 2 and len(set(receiver.ids)) == 1


def worker(app: Flask, log: Path, *arguments: str) -> Forked:
    environ = {
        **os.environ, "FLASK_APP": "tracker.app", "DATABASE_URL": app.config["DATABASE_URL"], "BASE_URL": app.config["BASE_URL"],
        "INSTANCE_PATH": str(app.config["INSTANCE_PATH"]), "KEY_RING": str(app.config["KEY_RING"]), "SMTP_URL": "",
        "OWN_NETWORKS": "127.0.0.1/32",
    }  # fmt: skip
    with log.open("wb") as out:
        return Forked("flask", "worker", "run", *arguments, environ=environ, stdout=out, stderr=out)
