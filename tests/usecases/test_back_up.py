"""Backups: one each night, old ones go, a full disk harms none, and two nights without one are told."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url

from tests import invented
from tests.elsewhere import run
from tracker.backups import postgres_programs, sqlite_copy
from tracker.backups.counting import NotWhole
from tracker.backups.folder import listed
from tracker.backups.making import NoRoom
from tracker.backups.postgres_programs import ProgramMissing
from tracker.cli import nightly
from tracker.cli.nightly import back_up_now
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.team import settings
from tracker.usecases.back_up import back_up, back_up_at_night, last_night

BASE_URL = "http://localhost"
START = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # what differs by engine is told in the drill


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def inside(app: Flask, at: time_machine.Traveller) -> Iterator[Flask]:
    with app.app_context():
        yield app


@contextmanager
def disk_full(most: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes: what a full disk does to whoever writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("now", "struck"),
    [
        ("2026-11-28T02:59", "2026-11-27T03:00"),
        ("2026-11-28T03:00", "2026-11-28T03:00"),
        ("2026-11-28T23:00", "2026-11-28T03:00"),
    ],
)
def test_the_night_is_that_of_the_desk(now: str, struck: str) -> None:
    zone = "America/New_York"

    def there(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))

    assert last_night(there(now).astimezone(UTC), zone) == there(struck)


def test_one_each_night_and_those_older_than_thirty_days_go(
    inside: Flask, at: time_machine.Traveller, tmp_path: Path
) -> None:
    log = inside.config["ERASURE_LOG"]
    assert back_up_at_night(tmp_path, "", log) is not None
    assert back_up_at_night(tmp_path, "", log) is None, "tonight's is there"
    for _ in range(2):
        at.shift(timedelta(days=16))
        assert back_up_at_night(tmp_path, "", log) is not None
    assert [kept.made.day for kept in listed(tmp_path)] == [30, 14]


def test_a_timers_command_makes_tonights_once_and_one_made_by_hand_counts_where_backups_lie(
    inside: Flask, at: time_machine.Traveller, tmp_path: Path
) -> None:
    inside.config["BACKUP_PATH"] = str(tmp_path / "night")
    assert run(inside, "backup", "--to", tmp_path / "elsewhere").exit_code == 0
    assert settings.get("backup_made") == "", "whoever carries one away has not made the night's"
    first, second = run(inside, "backup", "--tonight"), run(inside, "backup", "--tonight")
    assert "read back and whole" in first.output and second.output == "Tonight's backup is there.\n"
    db.session.rollback()
    assert settings.get("backup_made") == START.isoformat()
    at.shift(timedelta(hours=2))
    assert "read back and whole" in run(inside, "backup").output
    db.session.rollback()
    assert settings.get("backup_made") == (START + timedelta(hours=2)).isoformat()


def test_a_full_disk_harms_none_that_is_there_and_leaves_nothing_half_made(
    inside: Flask, at: time_machine.Traveller, tmp_path: Path
) -> None:
    first = back_up(tmp_path, "", inside.config["ERASURE_LOG"]).made.path
    before = first.read_bytes()
    for most in (100_000, len(before) - 5_000):
        with disk_full(most), pytest.raises((NoRoom, NotWhole)):
            back_up(tmp_path, "", inside.config["ERASURE_LOG"])
        assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".houselights") == [first.name]
        assert not list(tmp_path.glob(".unfinished*"))
    assert first.read_bytes() == before


def test_a_damaged_database_makes_no_backup(inside: Flask, instance: Path, tmp_path: Path) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged, whole = tmp_path / "damaged.db", (instance / "house.db").read_bytes()
    damaged.write_bytes(whole[: -4096 * 40] + b"\xa5" * 4096 * 40)
    with pytest.raises(NotWhole):
        sqlite_copy.copy(damaged, tmp_path / "copy.db", {})


def folder_is_a_file(house: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    house.config["BACKUP_PATH"] = str(tmp_path / "file")


def ring_lies_beside(house: Flask, _tmp_path: Path) -> None:
    house.config["BACKUP_PATH"] = str(Path(house.config["KEY_RING"]).parent)


def log_was_changed(house: Flask, _tmp_path: Path) -> None:
    house.config["ERASURE_LOG"].write_bytes(b"[]\tabcd\n")


@pytest.mark.parametrize("fails", [folder_is_a_file, ring_lies_beside, log_was_changed])
def test_after_two_nights_without_one_administrators_are_told_once(
    inside: Flask, at: time_machine.Traveller, tmp_path: Path, fails: Callable[[Flask, Path], None]
) -> None:
    invented.account("administrator", "Ana")
    invented.account("organizer", "Rosa")
    inside.config["BACKUP_PATH"] = str(tmp_path / "to")
    back_up_now(inside, BASE_URL)
    fails(inside, tmp_path)
    for hours in range(12, 97, 12):
        at.shift(timedelta(hours=12))
        back_up_now(inside, BASE_URL)
        db.session.rollback()
        told = [letter.words["subject"] for letter in db.session.query(Letter)]
        assert told == (["No backup for two nights"] if hours >= 48 else [])


def test_healthz_says_when_the_last_good_one_was_made(
    inside: Flask, at: time_machine.Traveller, client: FlaskClient, tmp_path: Path
) -> None:
    assert set(client.get("/healthz").json or {}) == {"database", "worker"}
    inside.config["BACKUP_PATH"] = str(tmp_path)
    assert client.get("/healthz").json["backup"] == "none yet"
    back_up_now(inside, BASE_URL)
    assert (client.get("/healthz").json["backup"], client.get("/healthz").json["backup_made"][:10]) == (
        "well",
        "2026-11-28",
    )
    at.shift(timedelta(days=2))
    assert client.get("/healthz").json["backup"] == "late"


def test_the_worker_makes_it_beside_its_letters(inside: Flask, tmp_path: Path) -> None:
    inside.config["BACKUP_PATH"] = str(tmp_path)
    nightly.back_up_beside(BASE_URL)
    nightly.wait()
    assert len(listed(tmp_path)) == 1


def test_a_backup_that_failed_is_no_fault_of_who_works_later_without_a_folder(inside: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    inside.config["BACKUP_PATH"] = str(tmp_path / "file")
    nightly.back_up_beside(BASE_URL)
    assert not nightly.wait()
    inside.config["BACKUP_PATH"] = ""
    nightly.back_up_beside(BASE_URL)
    assert nightly.wait()


def test_without_a_folder_it_says_where_to_name_one(inside: Flask) -> None:
    told = run(inside, "backup")
    assert (told.exit_code, "BACKUP_PATH" in told.output) == (1, True)


def test_never_in_the_folder_of_the_key_ring(inside: Flask, instance: Path) -> None:
    told = run(inside, "backup", "--to", instance)
    assert (told.exit_code, "find" in told.output and "together" in told.output) == (1, True)
    inside.config["BACKUP_PATH"] = str(instance.parent)
    back_up_now(inside, BASE_URL)
    assert not listed(instance) and not listed(instance.parent)


def test_programs_of_postgresql_that_are_missing_or_too_old_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProgramMissing, match="postgresql-client-99"):
        postgres_programs.find("pg_dump", 99)
    monkeypatch.setattr(postgres_programs, "PLACES", ())
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ProgramMissing, match="none is on this machine"):
        postgres_programs.find("pg_dump", 15)


def test_no_password_stands_on_a_command_line() -> None:
    url = make_url(
        "postgresql+psycopg://house:s3cret%3Aword@localhost:5433/house?sslmode=verify-full&sslrootcert=system"
    )
    with postgres_programs.reaching(url) as (conninfo, environ):
        assert "s3cret" not in conninfo and "s3cret" not in " ".join(environ.values())
        file = Path(environ["PGPASSFILE"])
        assert file.read_text() == "*:*:*:*:s3cret\\:word\n" and file.stat().st_mode & 0o077 == 0
        assert "sslmode=verify-full" in conninfo and "port=5433" in conninfo
    assert not file.exists()
