"""The examples on the page of the API, run as they stand there against a running house: what somebody pastes, works."""

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask

from tests.api.filled_house import Filled
from tracker.allies.ally import Ally
from tracker.followups.followup import Attempt, FollowUp
from tracker.signups.signup import Signup
from tracker.store.db import db

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
EXAMPLE = re.compile(r'<pre data-example="(\w+)">(.*?)</pre>', re.DOTALL)
PATIENCE = 60


@pytest.fixture
def house(app: Flask) -> Iterator[Filled]:
    with app.app_context():
        yield Filled(app.test_client())


@pytest.fixture
def run(live: str, house: Filled, tmp_path: Path):
    """Runs an example of the page by its name; what it printed. Whatever fails there, fails here."""
    page = requests.get(f"{live}/api/v2/docs", timeout=PATIENCE).text
    examples = {name: html.unescape(text) for name, text in EXAMPLE.findall(page)}
    # As somebody would who wants to see whether it worked.
    (tmp_path / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
    token = {"TOKEN": house.token, "COLLEAGUE": "chief@example.org"}
    environ = {**os.environ, **token, "CURL_HOME": str(tmp_path), "PYTHONWARNINGS": "ignore", "no_proxy": "*"}

    def go(name: str) -> str:
        assert live in examples[name] and "{{" not in examples[name]
        command = ["sh", "-e"] if name == "sh" else [sys.executable, "-"]
        done = subprocess.run(
            command,
            input=examples[name],
            env=environ,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        db.session.rollback()
        return done.stdout

    return go


def test_curl(run, house: Filled) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    before = db.session.query(Ally).count()
    said = run("sh")
    assert '"error"' not in said and said.count('"total_records": 1,') == 2, "one with this address, one campaign"
    assert "Welcome to" in said and "tracker:figures" in said
    assert db.session.query(Ally).count() == before, "she was known already"


def test_python(run, house: Filled) -> None:
    said = run("python")
    assert "Min-ji subscribed" in said and said.endswith("closed\n")
    [attempt] = db.session.query(Attempt).all()
    assert attempt.note == "Would like to host in May." and attempt.account_id == house.chief
    assert db.session.get_one(FollowUp, attempt.follow_up_id).outcome == "reached"


def test_parsons(run, house: Filled) -> None:
    before = db.session.query(Signup).count()
    said = run("parsons")
    assert said.count("signed up") == 2 and "Beyond Utopia 2026-" in said
    assert db.session.query(Signup).count() == before + 1, "she had signed up for one of them already"
