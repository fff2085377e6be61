"""`flask keys`: the turn as whoever has the machine sees it; and the sentence with which a house without its keys does not start."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask, current_app
from sqlalchemy import update

from tests.forked import ran
from tests.key_turns import Turn, keys_of_values
from tests.wanting_out import Out
from tracker.cli import keys as cli
from tracker.store import heartbeat, keyring
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.look_for_likenesses import look_for_likenesses
from tracker.usecases.say_alive import say_alive

once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def turn(app: Flask, later: Callable[..., None]) -> Iterator[Turn]:
    with app.app_context():
        Out(app).leave_more()
        look_for_likenesses()
        yield Turn(later)


def said(turn: Turn, *words: str) -> str:
    told: Result = current_app.test_cli_runner().invoke(args=["keys", *words])
    assert told.exit_code == 0, told.output
    return told.output


def test_status_counts_by_key_and_place_and_tells_who_lacks_what(turn: Turn) -> None:
    before = said(turn, "status")
    assert f"seal {turn.old['seal']}  in use since" in before
    assert "ally.contact: 2" in before and "identity: " in before
    assert all(f"    {marks}: " in before for marks in ("identity", "likeness_mark", "name_word"))
    assert "the keys have never turned" in before
    assert "No erasure is final everywhere yet" in before
    turn.begin()
    assert "every process gets a minute" in said(turn, "status")
    turn.minute()
    with transaction():
        heartbeat.beat("0" * 16, "web")
        db.session.execute(
            update(heartbeat.Heartbeat).where(heartbeat.Heartbeat.kind == "web").values(keys="seal:none")
        )
    waiting = said(turn, "status")
    assert f"seal {turn.row.seal_key}  told, not in use yet: 0 sealed values" in waiting
    assert f"waits for web on {heartbeat.socket.gethostname()} ({os.getpid()}): copy " in waiting
    say_alive("0" * 16, "web")
    turn.finish()
    done = said(turn, "status")
    assert f"seal {turn.old['seal']}  left on" in done and "to be destroyed on" in done
    assert "ally.contact: 2" in done.split(f"seal {turn.row.seal_key}")[1]
    assert "    likeness_mark: " in done.split(f"find {turn.row.find_key}")[1]
    assert "0 fingerprints" in done.split(f"find {turn.old['find']}  left on")[1].splitlines()[0]
    assert "from " in done and "on, if the keys turn as they should" in done
    turn.destroy()
    over = said(turn, "status")
    assert f"seal {turn.old['seal']}  destroyed on" in over
    assert f"Whatever was erased before {turn.row.used_at:%Y-%m-%d} is final everywhere." in over
    assert "example.org" not in before + waiting + done + over


@once
def test_the_command_waits_as_long_as_it_must_and_says_for_what(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    def a_minute(seconds: float) -> None:
        if seconds >= cli.LOOK:
            turn.minute()

    monkeypatch.setattr(cli.time, "sleep", a_minute)
    told = said(turn, "turn")
    assert told.startswith("New keys are made.\n")
    assert "every process gets a minute" in told and "rows sealed anew so far" in told
    assert "\nDone: " in told
    assert keys_of_values() == {turn.row.seal_key}


@once
def test_a_ring_that_is_not_this_databases_stops_every_command_with_a_sentence(app: Flask, tmp_path: Path) -> None:
    ring = Path(app.config["KEY_RING"])
    for what, sentence in (("wrong", "does not belong to this database"), ("missing", "is missing")):
        ring.unlink()
        if what == "wrong":
            keyring.create(ring)
        told = {name: str(app.config[name]) for name in ("DATABASE_URL", "INSTANCE_PATH", "KEY_RING")}
        done = ran("flask", "--app", "tracker.app", "worker", "run", "--once", environ={**os.environ, **told})
        said = done.stderr.decode()
        assert done.returncode == 1
        assert sentence in said and str(ring) in said and "Traceback" not in said
        assert ring.exists() is (what == "wrong"), "and none is made in its place"
