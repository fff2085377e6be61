"""What has ended three processes is not begun by a fourth; whatever comes to its end, well or not, may be begun again."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.killed import die, killed_at
from tracker import clock
from tracker.store import undertakings
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.store.undertakings import REST, TIMES, EndsTheWorker, Undertaking, undertaken


def at_it(what: str = "figures of one campaign") -> None:
    with undertaken(what):
        die()


def written() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Undertaking)) or 0


def test_three_killed_processes_are_enough_until_somebody_asks_anew_or_a_week_is_over(app: Flask) -> None:
    with app.app_context():
        assert [killed_at(at_it) for _ in range(TIMES)] == [True] * TIMES
        assert not killed_at(at_it), "it refuses, and lives"
        with pytest.raises(EndsTheWorker), undertaken("figures of one campaign"):
            pytest.fail("begun a fourth time")
        with undertaken("figures of another"):
            assert written() == 2
        with time_machine.travel(clock.now() + REST + timedelta(minutes=1)), undertaken("figures of one campaign"):
            assert written() == 1
        assert written() == 0
        assert all(killed_at(at_it) for _ in range(TIMES))
        with transaction():
            undertakings.lift("figures of one campaign")
        assert killed_at(at_it), "it is begun again"


def test_who_comes_to_an_end_leaves_no_mark_however_often(app: Flask) -> None:
    with app.app_context():
        for _ in range(TIMES + 2):
            with pytest.raises(ValueError, match="broken"), undertaken("a list"):
                raise ValueError("broken")
            assert written() == 0


def test_a_process_that_lives_or_is_told_to_end_is_not_counted_again(app: Flask) -> None:
    """It had ended, and the database was away when that was to be written down; or it was at it when the house was closed."""
    with app.app_context():
        for _ in range(TIMES + 2):
            with transaction():
                undertakings._begin("a list")
        assert db.session.scalar(select(Undertaking.times)) == 1
        with transaction():
            undertakings.let_go_of_all()
        assert written() == 0


@pytest.mark.parametrize("when", ["at the beginning", "at the end"])
def test_a_database_that_takes_no_note_makes_no_failure_of_what_was_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    done = []
    with app.app_context():
        monkeypatch.setattr(undertakings, "_begin" if when == "at the beginning" else "_process", locked)
        with undertaken("a list"):
            done.append("written")
    assert done == ["written"]
