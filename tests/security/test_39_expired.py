"""What has expired goes by itself, with nobody pressing anything: from queues, from what was brought, from the team's own rows; and
nothing of it was ever in the log.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
import time_machine
from flask import Flask

from tests.disk import found_in
from tests.old_things import Things
from tests.opened import where
from tests.wanting_out import ADDRESS, NAME, Out, letters_of
from tracker import clock
from tracker.cli.worker import Worker
from tracker.keeping.clocks import BY_KIND
from tracker.store.db import db
from tracker.usecases.write_due_letters import write_due_letters

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2023-10-24T15:40:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def out(app: Flask, at: time_machine.Traveller) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


def test_39_the_worker_alone_empties_queues_files_and_rows_when_their_time_is_over(
    out: Out, at: time_machine.Traveller, instance: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    structlog.get_logger().info("begins")
    out.leave_more()
    things = Things()
    for kind in ("import_files", "outcome_files", "sessions", "invitations", "tries", "own_links"):
        things.make(kind, clock.now())
    write_due_letters("http://localhost")
    assert any(letter.state == "waiting" for letter in letters_of(out.ally_id))
    assert where(NAME.split()[1]) and BY_KIND["outcome_files"].held()
    at.shift(timedelta(days=600))
    worker = Worker(out.app)
    for _ in range(3):  # turns, as it makes them every second
        db.session.remove()  # or the sweep would wait for who reads here
        worker.chores.seen_to.clear()
        worker.erased = -60.0
        worker.turn()
    db.session.rollback()
    assert where(NAME.split()[1]) == where(ADDRESS) == set()
    assert {letter.state for letter in letters_of(out.ally_id)} <= {"withdrawn", "left"}
    for kind in ("import_files", "outcome_files", "sessions", "invitations", "tries", "own_links"):
        assert BY_KIND[kind].held() == 0, kind
    db.session.remove()
    assert found_in(instance, NAME) == set()
    said = "".join(capsys.readouterr())
    assert "begins" in said and NAME not in said and ADDRESS not in said
