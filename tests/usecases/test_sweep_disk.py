"""What was erased lies in no file any more: SQLite's pages and its log; the worker sees to it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import LargeBinary, func, select

from tests.disk import found_in
from tests.wanting_out import ADDRESS, NAME, PHONE, Out, welcomed
from tracker.allies.ally import Ally
from tracker.cli import worker as cli
from tracker.cli.worker import Worker
from tracker.followups.followup import FollowUp
from tracker.keeping import finality
from tracker.keeping.erasure import Erasure
from tracker.signups.signup import Signup
from tracker.store import engines
from tracker.store.db import Base, db
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.erase_due import erase_due
from tracker.usecases.forget_address import forget_address
from tracker.usecases.sweep_disk import sweep_disk

EARLY = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EARLY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def out(app: Flask, at: time_machine.Traveller) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


def bytes_about(ally_id: str) -> dict[str, list[bytes]]:
    """All that is sealed about them or recognises them, as it lies in the tables, by column."""
    found: dict[str, list[bytes]] = {}
    signups = select(Signup.id).where(Signup.ally_id == ally_id)
    tries = select(FollowUp.id).where(FollowUp.ally_id == ally_id)
    whose = {
        "ally": ("id", [ally_id]), "identity": ("ally_id", [ally_id]), "own_link": ("ally_id", [ally_id]),
        "letter": ("ally_id", [ally_id]), "reply": ("ally_id", [ally_id]), "erasure": ("ally_id", [ally_id]),
        "signup": ("ally_id", [ally_id]), "signup_answer": ("signup_id", signups), "attempt": ("follow_up_id", tries),
    }  # fmt: skip
    for name, (key, values) in whose.items():
        table = Base.metadata.tables[name]
        for column in table.columns:
            if isinstance(column.type, LargeBinary) and f"{name}.{column.name}" != "reply.mark":
                rows = db.session.scalars(select(column).where(table.c[key].in_(values), column.is_not(None)))
                if values_found := list(rows):
                    found[f"{name}.{column.name}"] = values_found
    db.session.rollback()
    return found


def files_with(folder: Path, value: bytes) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and value in path.read_bytes()}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_was_sealed_about_them_lies_in_the_files_before_and_nowhere_after(
    at: time_machine.Traveller, out: Out, instance: Path
) -> None:
    for _ in range(120):  # so that pages are split and joined around them
        welcomed(out.here)
    out.leave_more()
    before = bytes_about(out.ally_id)
    assert set(before) == {
        "ally.contact_sealed", "ally.extra_care_sealed", "identity.fingerprint", "own_link.email_sealed",
        "letter.recipient_sealed", "letter.words_sealed", "reply.message_sealed", "signup.note_sealed",
        "signup_answer.text_sealed", "attempt.note_sealed",
    }  # fmt: skip
    others = bytes_about(out.other_id)
    ask_for_erasure(out.ally_id)
    before |= bytes_about(out.ally_id)
    assert "erasure.contact_sealed" in before
    for column, values in before.items():
        assert files_with(instance, values[0]), f"{column}: the search itself must work"
    at.shift(timedelta(hours=20))
    assert erase_due() == 1
    assert any(files_with(instance, value) for values in before.values() for value in values), "in the log, before"
    assert sweep_disk() is True
    left = {column: files_with(instance, value) for column, values in before.items() for value in values}
    assert {column: files for column, files in left.items() if files} == {}
    assert all(files_with(instance, value) for values in others.values() for value in values)
    plain = (NAME, ADDRESS, PHONE, "came with her aunt", "her cousin crossed the river", "the door is blue",
             "in March, at the library of Oksana", "Dear Zephyrine")  # fmt: skip
    assert {words: found_in(instance, words) for words in plain} == {words: set() for words in plain}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_somebody_who_reads_keeps_the_log_and_that_is_told(
    out: Out, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "SWEEP_SECONDS", 0)
    with db.engine.connect() as reader:
        reader.execute(select(func.count()).select_from(Ally)).scalar()
        ask_for_erasure(out.ally_id)
        assert sweep_disk() is False
    assert sweep_disk() is True
    assert (instance / "house.db-wal").stat().st_size == 0


def test_the_worker_erases_once_a_minute_and_sweeps_until_it_could(
    at: time_machine.Traveller, out: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept, ticks = [False, False, True, True], [1000.0]
    monkeypatch.setattr(cli, "sweep_disk", lambda: swept.pop(0))
    monkeypatch.setattr(cli.finality, "unswept", lambda: False)  # what else it looks at: see the next one
    monkeypatch.setattr(cli.time, "monotonic", lambda: ticks[0])
    working = Worker(out.app)
    ask_for_erasure(out.ally_id)
    at.shift(timedelta(hours=20))
    assert working.erase() == 1
    assert (len(swept), working.unswept) == (3, True)
    assert working.erase() == 0, "at once after one that found some: more may wait"
    assert len(swept) == 2
    ask_for_erasure(out.other_id)
    at.shift(timedelta(hours=20))
    assert (working.erase(), len(swept)) == (0, 2), "not within the minute"
    ticks[0] += 60
    assert (working.erase(), len(swept), working.unswept) == (1, 1, False)
    assert (working.erase(), len(swept)) == (0, 1), "nothing new, and the disk is clean"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_the_desk_erases_at_once_is_swept_by_the_worker_and_the_page_can_say_since_when(
    at: time_machine.Traveller, out: Out
) -> None:
    working = Worker(out.app)
    assert (working.erase(), working.unswept) == (0, False)
    forget_address(out.ally_id)
    erased_at = db.session.query(Erasure.done_at).scalar()
    assert (finality.unswept(), finality.final_on_disk(erased_at)) == (True, None)
    at.shift(timedelta(minutes=5))
    working.erased = -cli.ERASE
    assert working.erase() == 0
    assert (finality.unswept(), finality.final_on_disk(erased_at)) == (False, EARLY + timedelta(minutes=5))
