"""Figures are counted beside the letters: a worker at a long count goes on with its turns, and one that is killed leaves it to the next."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests import invented
from tests.killed import die, killed_at
from tracker import clock
from tracker.cli import counting
from tracker.cli.worker import Worker
from tracker.reports import kept
from tracker.reports.figures import Figures, figures
from tracker.reports.scope import Scope
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.store.undertakings import TIMES, Undertaking
from tracker.usecases.count_figures import ask_for_figures, count_asked_figures

PATIENCE = 30.0  # seconds


class Held:
    """Counting that stops in its middle until it is let go."""

    def __init__(self) -> None:
        self.at_it, self.go_on = threading.Event(), threading.Event()

    def figures(self, scope: Scope, at: datetime) -> Figures:
        self.at_it.set()
        assert self.go_on.wait(PATIENCE)
        return figures(scope, at)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr("tracker.usecases.count_figures.figures", held.figures)
    yield held
    held.go_on.set()
    counting.wait()


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Scope:
    """Somebody waits for a campaign that is too large for a look."""
    monkeypatch.setattr(kept, "COUNTED_AT_ONCE", 0)
    monkeypatch.setattr(counting, "_beside", counting._Beside())
    with app.app_context():
        house = invented.House()
        invented.signup(invented.ally(), house.screening_id)
        ask_for_figures(Scope(house.campaign_id))
        db.session.remove()
    return Scope(house.campaign_id)


def waits(app: Flask, scope: Scope) -> bool:
    with app.app_context():
        return kept.is_asked_for(scope)


def test_the_worker_goes_on_with_its_turns_while_it_counts(app: Flask, asked: Scope, held: Held) -> None:
    worker = Worker(app)
    worker.turn()
    assert held.at_it.wait(PATIENCE)
    worker.turn()
    assert waits(app, asked), "both turns were over before the count was"
    held.go_on.set()
    assert counting.wait() and not waits(app, asked)


def test_a_worker_that_is_told_to_end_has_not_been_ended_by_what_it_was_at(
    app: Flask, asked: Scope, held: Held
) -> None:
    worker = Worker(app)
    worker.turn()
    assert held.at_it.wait(PATIENCE)
    with app.app_context():
        assert db.session.scalar(select(Undertaking.what)) == kept.deed_of(asked)
        db.session.remove()
    worker.fall_silent()
    with app.app_context():
        assert db.session.scalar(select(Undertaking.what)) is None


def test_who_works_once_waits_for_the_count(app: Flask, asked: Scope) -> None:
    assert Worker(app).run(once=True)
    assert not waits(app, asked)
    with app.app_context():
        found = kept.look(asked, clock.now())
    assert found is not None and found.funnel.signups == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_count_that_dies_in_its_middle_is_begun_again_by_the_next_worker(
    app: Flask, asked: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_scope: Scope, _at: datetime) -> Figures:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("tracker.usecases.count_figures.figures", die)
        Worker(app).turn()
        counting.wait()
    assert waits(app, asked)
    monkeypatch.setattr(counting, "_beside", counting._Beside())
    assert Worker(app).run(once=True) and not waits(app, asked)


def test_a_count_that_fails_is_told_as_a_chore_that_fails_until_it_goes_well(
    app: Flask, asked: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_scope: Scope, _at: datetime) -> Figures:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setattr("tracker.usecases.count_figures.figures", fail)
        assert not Worker(app).run(once=True)
        worker = Worker(app)
        worker.turn()
        assert worker.chores.failing == {"figures asked for": "RuntimeError"}, "not tried again at once, and said still"
    monkeypatch.setattr(counting, "AGAIN", 0.0)
    Worker(app).turn()
    assert counting.wait() and not waits(app, asked)
    assert Worker(app).run(once=True)


def test_a_count_that_ends_one_worker_after_the_other_is_left_and_said_while_the_others_have_their_turn(
    app: Flask, asked: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with monkeypatch.context() as patched:
            patched.setattr("tracker.usecases.count_figures.figures", die)
            assert all(killed_at(count_asked_figures) for _ in range(TIMES))
        other = Scope(invented.House().campaign_id)
        invented.signup(invented.ally(), invented.screening(other.campaign_id))
        ask_for_figures(other)
        with transaction():
            kept.ask_to_tell(other, clock.now())
        db.session.remove()
    worker = Worker(app)
    worker.turn()
    assert not counting.wait()
    worker.chores.seen_to.clear()
    worker.turn()
    assert worker.chores.failing == {"figures asked for": "EndsTheWorker"}
    assert waits(app, asked) and not waits(app, other)
    with app.app_context():
        assert kept.to_be_told() == [], "its spreadsheet has its numbers"
        ask_for_figures(asked)
        assert count_asked_figures() == 1, "somebody asked anew"
