"""The log of erasures: what it says can only be added to, and a power cut costs no more than the line in hand."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from tests import invented
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.suppress import lift, suppress
from tracker.cli.worker import Worker
from tracker.keeping import erasure_log
from tracker.keeping.erasure_log import (
    BACK,
    CLOSED,
    DISABLED,
    GONE,
    HEARD,
    HOUSE,
    LIFTED,
    NO,
    SUPPRESSED,
    Line,
    LogBroken,
)
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.panic import Panic
from tracker.usecases import change_member
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.log_erasures import log_erasures
from tracker.usecases.press_panic import press_panic
from tracker.usecases.stop_contact import stop_contact

KEY = b"k" * 32
THREE = [Line(GONE, name * 16, f"2026-11-2{n}T03:00:00+00:00", "asked") for n, name in enumerate("abc")]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "erasures.log"
    erasure_log.add(path, KEY, THREE)
    return path


def test_lines_come_back_as_they_were_and_the_same_again_adds_nothing(log: Path) -> None:
    erasure_log.add(log, KEY, THREE)
    assert erasure_log.read(log, KEY) == THREE
    assert log.stat().st_mode & 0o777 == 0o600
    assert erasure_log.read(log.with_name("none"), KEY) == []


@pytest.mark.parametrize(
    "harm",
    [
        lambda lines: [lines[0].replace(b"aaaa", b"zzzz"), *lines[1:]],
        lambda lines: lines[1:],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0], lines[0], *lines[1:]],
    ],
    ids=["changed", "beginning cut off", "one taken out", "two swapped", "one twice"],
)
def test_a_log_that_was_tampered_with_is_refused(log: Path, harm) -> None:
    log.write_bytes(b"".join(harm(log.read_bytes().splitlines(keepends=True))))
    with pytest.raises(LogBroken, match="line"):
        erasure_log.read(log, KEY)


def test_a_log_of_another_ring_is_refused(log: Path) -> None:
    with pytest.raises(LogBroken):
        erasure_log.read(log, b"o" * 32)


def test_what_a_power_cut_left_of_a_line_is_cut_off_before_the_next(log: Path) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole + whole[:40])
    assert erasure_log.read(log, KEY) == THREE
    fourth = Line(NO, "d" * 16 + " email", "2026-11-24T03:00:00+00:00")
    erasure_log.add(log, KEY, [fourth])
    assert erasure_log.read(log, KEY) == [*THREE, fourth]


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # the drill compares tables and log on both


@pytest.fixture
def ally_id(app: Flask) -> Iterator[str]:
    with app.app_context():
        yield invented.ally()


def said(path: Path, app: Flask) -> list[tuple[str, str]]:
    lines = erasure_log.read(path, erasure_log.key_of(app.extensions["houselights_key_ring"]))
    return [(line.said, line.whom.partition(" ")[2] or line.why) for line in lines]


def test_whatever_way_somebody_goes_and_comes_back_it_is_written_once(app: Flask, ally_id: str, tmp_path: Path) -> None:
    log = tmp_path / "own.log"
    assert log_erasures(log) == 0
    assert ask_for_erasure(ally_id)
    assert log_erasures(log) > 0
    assert log_erasures(log) == 0, "nothing new"
    assert (GONE, "asked") in said(log, app)
    assert take_back_erasure(ally_id)
    log_erasures(log)
    assert {(BACK, ""), (LIFTED, "erased")} <= set(said(log, app))


def test_a_no_and_a_yes_after_it_and_what_nobody_may_be_written_to_under(
    app: Flask, ally_id: str, tmp_path: Path
) -> None:
    log = tmp_path / "own.log"
    stop_contact(ally_id)
    with transaction():
        suppress("nobody@example.org", None, "", "never again")
    log_erasures(log)
    assert {(NO, "email"), (NO, "phone"), (SUPPRESSED, "left"), (SUPPRESSED, "never again")} == set(said(log, app))
    with transaction() as session:
        session.get_one(Ally, ally_id).email_consent = "yes"
        lift("nobody@example.org", None, ("never again",))
    log_erasures(log)
    assert said(log, app)[-2:] == [(HEARD, "email"), (LIFTED, "never again")]
    assert b"@" not in log.read_bytes() and b"example" not in log.read_bytes()


def test_accounts_and_the_house_are_in_it_while_they_are_shut(app: Flask, ally_id: str, tmp_path: Path) -> None:
    log, account_id = tmp_path / "own.log", invented.account("caller")
    change_member.disable(account_id, None)
    press_panic(None, "http://localhost")
    assert log_erasures(log) == 2
    assert log_erasures(log) == 0, "nothing new"
    change_member.enable(account_id, None)
    with transaction() as session:
        session.execute(update(Panic).values(opened_at=clock.now(), opened_by_id=account_id))
    log_erasures(log)
    db.session.rollback()
    lines = erasure_log.read(log, erasure_log.key_of(app.extensions["houselights_key_ring"]))
    assert [line.subject for line in lines] == [(DISABLED, account_id), (CLOSED, HOUSE)] * 2
    assert erasure_log.standing(lines) == {}


def test_whom_the_worker_erases_stands_in_the_log_when_its_turn_is_over(app: Flask, ally_id: str) -> None:
    with time_machine.travel(clock.now() - timedelta(hours=21)):
        ask_for_erasure(ally_id)
    db.session.remove()
    assert not app.config["ERASURE_LOG"].exists()
    assert Worker(app).erase() == 1
    assert (GONE, "asked") in said(app.config["ERASURE_LOG"], app)


def test_in_the_middle_of_a_restore_nobody_counts_as_come_back(app: Flask, ally_id: str, tmp_path: Path) -> None:
    log = tmp_path / "own.log"
    stop_contact(ally_id)
    log_erasures(log)
    with transaction() as session:
        settings.put("restoring", "yes")
        session.get_one(Ally, ally_id).email_consent = "yes"
    assert log_erasures(log) == 0
    db.session.rollback()
