"""A chore of the worker that fails each time is noticed: by /healthz, by cron, and after a day by the administrators."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests import invented
from tests.elsewhere import run
from tracker.cli import worker
from tracker.cli.chores import CHORES, Chore, Chores
from tracker.letters.letter import Letter
from tracker.store.db import db

EARLY = datetime(2026, 5, 4, 12, tzinfo=UTC)
BASE_URL = "https://h.example"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EARLY, tick=False) as moved:
        yield moved


class Sweeping:
    """A chore that fails until it is mended."""

    def __init__(self) -> None:
        self.broken = True
        self.chores = Chores((Chore("sweeping", 0, self.deed), Chore("another", 0, lambda _base_url: None)))

    def deed(self, _base_url: str) -> None:
        if self.broken:
            raise RuntimeError("mina@example.org")

    def see_to(self) -> None:
        self.chores.see_to(BASE_URL, lambda: False)


def subjects() -> list[str]:
    db.session.rollback()
    return [letter.words["subject"] for letter in db.session.query(Letter).filter_by(kind="alert")]


def test_what_fails_for_a_day_is_told_to_administrators_once_and_again_only_when_it_had_gone_well(
    app: Flask, at: time_machine.Traveller, client: FlaskClient
) -> None:
    sweeping = Sweeping()
    with app.app_context():
        invented.account("administrator", "Ana A.")
        invented.account("organizer", "Rosa M.")
        assert "chores" not in (client.get("/healthz").json or {})
        with capture_logs() as logs:
            for _hour in range(24):
                sweeping.see_to()
                at.shift(timedelta(hours=1))
        assert [(each["event"], each["chore"], each["error"]) for each in logs] == [
            ("chore failed", "sweeping", "RuntimeError")
        ], "said when it is new"
        told = client.get("/healthz")
        assert (told.status_code, told.json["chores"], subjects()) == (200, ["sweeping"], [])
        for _day in range(3):
            Sweeping().see_to()  # a worker that was started anew goes on where the other was
            at.shift(timedelta(days=1))
        assert subjects() == ["Something that the house does by itself keeps failing"]
        [letter] = db.session.query(Letter).filter_by(kind="alert")
        assert "“sweeping”" in letter.words["text"] and "mina" not in letter.words["text"]
        sweeping.broken = False
        sweeping.see_to()
        assert "chores" not in (client.get("/healthz").json or {})
        sweeping.broken = True
        for _day in range(2):
            sweeping.see_to()
            at.shift(timedelta(days=1, minutes=1))
        assert len(subjects()) == 2


def test_once_ends_with_one_when_a_chore_failed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sweeping = Sweeping()
    monkeypatch.setattr(worker, "Chores", lambda: sweeping.chores)
    assert run(app, "worker", "run", "--once").exit_code == 1
    sweeping.broken = False
    assert run(app, "worker", "run", "--once").exit_code == 0


def test_once_ends_with_one_when_the_backup_failed(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    app.config["BACKUP_PATH"] = str(file)
    assert run(app, "worker", "run", "--once").exit_code == 1


def test_a_log_of_erasures_that_cannot_be_written_is_a_chore_that_fails(app: Flask, tmp_path: Path) -> None:
    app.config["ERASURE_LOG"] = tmp_path  # a folder
    chores = Chores(tuple(each for each in CHORES if each.name == "erasure log"))
    with app.app_context():
        chores.see_to(BASE_URL, lambda: False)
    assert list(chores.failing) == ["erasure log"]
