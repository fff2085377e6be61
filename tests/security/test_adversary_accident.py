"""Accident: power, disk full, lost wi-fi, double tap; a backup restores on a bare machine and counts the same.

A kill in the middle of a signup, answers that are swallowed and a tablet without a network are told in tests/journeys.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests import world
from tests.elsewhere import backup_of, rows, run
from tests.security.conftest import on_both
from tests.server import LEFT_OUT, TOP
from tests.wanting_out import welcomed
from tracker.backups.folder import listed
from tracker.store.db import db
from tracker.usecases.press_panic import press_panic


@on_both
def test_adversary_accident_a_backup_restores_on_a_bare_machine_and_counts_the_same(
    app: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    with app.app_context():
        here = world.one_screening()
        for _ in range(5):
            welcomed(here)
        before = {name: len(found) for name, found in rows().items()}
        db.session.remove()
    file = backup_of(app, tmp_path / "backups")
    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file)
    assert told.exit_code == 0, told.output
    with machine.app_context():
        after = {name: len(found) for name, found in rows().items()}
        db.session.remove()
    # A restore adds its own line to the trace, and says when it was.
    own = {"trace", "trace_head", "setting", "heartbeat", "letter"}
    assert {name: n for name, n in after.items() if name not in own} == {
        name: n for name, n in before.items() if name not in own
    }


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_adversary_accident_a_kill_in_the_middle_of_a_backup_leaves_the_one_before_and_no_half_one(
    app: Flask, instance: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    first = backup_of(app, folder)
    whole = first.read_bytes()
    environ = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    ours = {"FLASK_APP": "tracker.app", "INSTANCE_PATH": str(instance), "DATABASE_URL": app.config["DATABASE_URL"]}
    # It stops itself where a power cut would meet it: with everything sealed, and not yet under its name.
    stop = (
        "import os, signal; from tracker.backups import making; making._read_back = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
        f"from flask.cli import main; import sys; sys.argv = ['flask', 'backup', '--to', {str(folder)!r}]; main()"
    )
    killed = subprocess.run([sys.executable, "-c", stop], cwd=TOP, env={**environ, **ours}, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert [kept.path for kept in listed(folder)] == [first]
    assert first.read_bytes() == whole
    assert list(folder.glob(".unfinished*")), "what the kill left"
    backup_of(app, folder)
    assert (len(listed(folder)), list(folder.glob(".unfinished*"))) == (2, [])


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_adversary_accident_a_double_tap_on_close_the_house_is_one_closing(app: Flask) -> None:
    with app.app_context():
        press_panic(None, "http://localhost")
        press_panic(None, "http://localhost")
        assert len(rows()["panic"]) == 1
