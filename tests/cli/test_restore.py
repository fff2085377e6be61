"""What a restore refuses, each in a sentence, and that it leaves the empty machine empty then."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, make_url

from tests import postgres, world
from tests.elsewhere import backup_of, rows, run
from tests.engines import build, close
from tests.key_turns import Later, Turn, keys_of_values
from tests.letters_world import later
from tests.tampering import deeds
from tests.wanting_out import welcomed
from tracker.backups import postgres_copy
from tracker.backups.copying import OtherEngine
from tracker.backups.manifest import Manifest
from tracker.cli.worker import Worker
from tracker.store import sample
from tracker.store.db import db
from tracker.store.heartbeat import Heartbeat
from tracker.store.sample import NothingOpens
from tracker.store.transactions import transaction
from tracker.team import settings, trace, trace_chain, trace_heads
from tracker.team.trace import Trace
from tracker.usecases import restore as restoring
from tracker.usecases import turn_keys

__all__ = ["later"]


@pytest.fixture
def lived_in(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        here = world.one_screening()
        for _ in range(3):
            welcomed(here)
        with transaction():
            trace.note("signed in", None, detail="from the train")
        db.session.remove()
        yield app


@pytest.fixture
def file(lived_in: Flask, tmp_path: Path) -> Path:
    return backup_of(lived_in, tmp_path / "backups")


def tables(app: Flask) -> list[str]:
    with app.app_context():
        found = inspect(db.engine).get_table_names()
        db.engine.dispose()
        return found


def refused(app: Flask, *arguments: str | Path) -> str:
    told = run(app, "restore", *arguments)
    assert told.exit_code == 1, told.output
    assert tables(app) == [], "as empty as it was"
    assert not [path.name for path in Path(app.config["INSTANCE_PATH"]).iterdir() if "unfinished" in path.name]
    return str(told.output)


def test_a_file_that_was_cut_off_or_changed_is_refused(
    file: Path, instance: Path, elsewhere: Callable[..., Flask]
) -> None:
    machine, whole = elsewhere(instance / "key-ring.json"), file.read_bytes()
    flipped = bytes([whole[len(whole) // 2] ^ 1])
    for harmed in (whole[:-1], whole[: len(whole) // 2] + flipped + whole[len(whole) // 2 + 1 :]):
        file.write_bytes(harmed)
        assert "does not open" in refused(machine, file)
    file.write_bytes(b"\x00" * 200)
    assert "no file of Houselights" in refused(machine, file)
    assert "cannot be read" in refused(machine, file.with_name("none"))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_another_house_s_ring_is_refused_before_anything_is_touched(
    file: Path, elsewhere: Callable[..., Flask]
) -> None:
    assert "another key ring" in refused(elsewhere(), file)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_sealed_to_a_public_key_it_opens_with_the_private_one_and_the_ring_together(
    lived_in: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    public = run(lived_in, "backup", "make-key", tmp_path / "private.key").stdout.splitlines()[0]
    file = backup_of(lived_in, tmp_path / "sealed", "--for", public)
    machine, key = elsewhere(instance / "key-ring.json"), tmp_path / "private.key"
    assert "private key" in refused(machine, file)
    run(lived_in, "backup", "make-key", tmp_path / "other.key")
    assert "does not open" in refused(machine, file, "--key", tmp_path / "other.key")
    assert "another key ring" in refused(elsewhere(), file, "--key", key)
    told = run(machine, "restore", file, "--key", key)
    assert told.exit_code == 0, told.output


def test_a_house_that_is_lived_in_is_never_written_over(lived_in: Flask, file: Path) -> None:
    with lived_in.app_context():
        before = rows()
    told = run(lived_in, "restore", file)
    assert (told.exit_code, "never writes over" in told.output) == (1, True)
    with lived_in.app_context():
        assert rows() == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_log_of_erasures_that_was_tampered_with_stops_it(
    lived_in: Flask, file: Path, instance: Path, elsewhere: Callable[..., Flask]
) -> None:
    log = file.with_name("erasures.log")
    log.write_text('["gone", "0000000000000000", "2026-11-28T03:00:00+00:00", ""]\tabcd\n')
    assert "was changed at line 1" in refused(elsewhere(instance / "key-ring.json"), file)


def test_a_ring_that_lacks_a_key_is_refused_and_one_in_the_middle_of_a_turn_has_both(
    lived_in: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask], later: Later
) -> None:
    old = Path(shutil.copy(instance / "key-ring.json", tmp_path / "old.json"))
    with lived_in.app_context():
        turn = Turn(later)
        turn.begin()
        turn.minute()
        while turn.row.used_at is None:
            assert turn_keys.step()
        welcomed(world.one_screening())
        assert len(keys_of_values()) == 2
        db.session.remove()
    file = backup_of(lived_in, tmp_path / "backups")
    assert "lacks keys" in refused(elsewhere(old), file)
    assert run(elsewhere(instance / "key-ring.json"), "restore", file).exit_code == 0


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_restore_that_was_taken_back_can_be_repeated(
    file: Path, instance: Path, elsewhere: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = elsewhere(instance / "key-ring.json")

    def nothing_opens() -> None:
        raise NothingOpens(table="ally")

    with monkeypatch.context() as broken:
        broken.setattr(sample, "open_some", nothing_opens)
        assert "do not open" in refused(machine, file)
    told = run(machine, "restore", file)
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_key_that_was_left_then_and_destroyed_since_keeps_no_restored_house_from_starting(
    lived_in: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask], later: Later
) -> None:
    with lived_in.app_context():
        turn = Turn(later)
        turn.whole()
        db.session.remove()
        file = backup_of(lived_in, tmp_path / "backups")
        assert turn.destroy() == 2, "the old seal key and the old find key"
        db.session.remove()
    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file)
    assert told.exit_code == 0, told.output
    started = build(machine.config["SQLALCHEMY_DATABASE_URI"], Path(machine.config["INSTANCE_PATH"]))
    close(started)


def test_the_trace_is_one_chain_before_and_after_and_says_that_it_was_restored(
    lived_in: Flask, file: Path, instance: Path, elsewhere: Callable[..., Flask]
) -> None:
    machine = elsewhere(instance / "key-ring.json")
    assert run(machine, "restore", file).exit_code == 0
    with machine.app_context():
        before = b""
        chain = db.session.query(Trace).order_by(Trace.number).all()
        for row in chain:
            assert row.mac == trace.chained(
                before, row.number, row.at, row.account_id, row.deed, row.about, row.about_id, row.detail
            ), row.number
            before = row.mac
        assert [row.deed for row in chain][-1] == "restored"
        assert "backup of 20" in str(chain[-1].detail)
        db.session.remove()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_on_the_same_machine_the_trace_holds_and_the_heads_of_what_is_lost_are_kept(
    lived_in: Flask, file: Path, instance: Path, elsewhere: Callable[..., Flask]
) -> None:
    machine = elsewhere(instance / "key-ring.json")
    folder = Path(machine.config["INSTANCE_PATH"])
    for _ in range(2):
        with lived_in.app_context():
            deeds(3)
            trace_heads.write(folder, trace_chain.head_of().number, trace_chain.head_of().mac, "noted")
            db.session.remove()
        told = run(machine, "restore", file)
        assert told.exit_code == 0, told.output
        assert "end later than the backup" in told.output
        verified = run(machine, "trace", "verify")
        assert verified.exit_code == 0, verified.output
        with machine.app_context():
            assert trace_heads.read(folder)[0].number == trace_chain.head_of().number
            db.session.remove()
            db.engine.dispose()
        for path in folder.glob("house.db*"):
            path.unlink()
    kept = sorted(folder.glob("trace-heads.before-*"))
    assert len(kept) == 2 and all(path.stat().st_size for path in kept)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nothing_starts_on_a_restore_that_did_not_come_to_its_end(lived_in: Flask) -> None:
    with lived_in.app_context(), transaction():
        settings.put("restoring", "yes")
    for command in (["serve"], ["web"], ["worker", "run", "--once"]):
        told = run(lived_in, *command)
        assert (told.exit_code, "did not come to its end" in told.output) == (1, True), command


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_worker_and_a_web_server_that_run_already_wait_while_it_goes_on(
    lived_in: Flask, signed_in: Callable[..., FlaskClient]
) -> None:
    worker, browser = Worker(lived_in), signed_in()

    def put(value: str) -> None:
        with transaction():
            settings.put("restoring", value)
        db.session.remove()

    put("yes")
    assert not worker.turn()
    assert db.session.query(Heartbeat).count() == 0, "it did not even say that it lives"
    answer = browser.get("/desk/")
    assert (answer.status_code, "brought back from a backup" in answer.text) == (503, True)
    put("")
    worker.turn()
    assert db.session.query(Heartbeat).count() == 1
    assert browser.get("/desk/").status_code == 200


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_on_postgresql_nothing_is_brought_in_while_others_are_connected(
    file: Path, instance: Path, elsewhere: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = elsewhere(instance / "key-ring.json")
    monkeypatch.setattr(postgres_copy, "GOING", 0.3)
    name = make_url(machine.config["SQLALCHEMY_DATABASE_URI"]).database or ""
    with postgres.connect(postgres.cluster(), name):
        assert "Stop web servers and workers first" in refused(machine, file)
    assert run(machine, "restore", file).exit_code == 0


def test_the_backup_of_a_house_that_was_restored_before_is_restored(
    file: Path, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    first, second = (elsewhere(instance / "key-ring.json") for _ in range(2))
    assert run(first, "restore", file).exit_code == 0
    told = run(second, "restore", backup_of(first, tmp_path / "again"))
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_newer_house_s_backup_and_another_engine_s_are_refused(
    lived_in: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    machine = elsewhere(instance / "key-ring.json")
    with lived_in.app_context(), transaction() as session:
        session.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer Houselights (9999)" in refused(machine, backup_of(lived_in, tmp_path / "newer"))
    with machine.app_context():
        said = Manifest("1", "postgresql", 15, "9999", "", {}, 0, "", [])
        with pytest.raises(OtherEngine, match="of postgresql"):
            restoring._fits(said, lambda _revision: True)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_key_ring_travels_apart_under_a_passphrase_or_a_public_key(
    lived_in: Flask, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    short, word, ring = tmp_path / "short", tmp_path / "word", instance / "key-ring.json"
    short.write_text("short\n")
    word.write_text("seven lanterns cross the river\n")
    to = tmp_path / "ring.sealed"
    assert "12 characters" in run(lived_in, "backup", "key-ring", "--to", to, "--passphrase-file", short).output
    assert run(lived_in, "backup", "key-ring", "--to", to, "--passphrase-file", word).exit_code == 0
    assert "there already" in run(lived_in, "backup", "key-ring", "--to", to, "--passphrase-file", word).output
    secret = json.loads(ring.read_text())["seal"][0]["secret"]
    assert secret.encode() not in to.read_bytes()
    machine = elsewhere()
    place = Path(machine.config["INSTANCE_PATH"]) / "key-ring.json"
    assert "does not open" in run(machine, "backup", "open-key-ring", to, "--passphrase-file", short).output
    assert run(machine, "backup", "open-key-ring", to, "--passphrase-file", word).exit_code == 0
    assert place.read_bytes() == ring.read_bytes()
    public = run(lived_in, "backup", "make-key", tmp_path / "private.key").stdout.splitlines()[0]
    assert run(lived_in, "backup", "key-ring", "--to", tmp_path / "second", "--for", public).exit_code == 0
    shutil.rmtree(place.parent)
    place.parent.mkdir()
    told = run(elsewhere(), "backup", "open-key-ring", tmp_path / "second", "--key", tmp_path / "private.key")
    assert told.exit_code == 0, told.output
