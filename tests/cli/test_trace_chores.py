"""What the worker sees to about the trace, without anybody pressing anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from tests.tampering import deeds, last, say, tampering
from tracker.cli.chores import CHORES, Chores
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.team import trace_heads
from tracker.team.roles import Role


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def folder(app: Flask) -> Iterator[Path]:
    with app.app_context():
        deeds(3)
        yield Path(app.config["INSTANCE_PATH"])


def see_to() -> list[dict[str, object]]:
    """Those of the trace, as a worker that has just started."""
    with capture_logs() as logs:
        Chores(tuple(each for each in CHORES if each.name.startswith("trace"))).see_to(
            "https://h.example", lambda: False
        )
    return [dict(each) for each in logs]


def test_the_head_is_noted_outside_and_in_the_log_and_the_chain_is_verified(folder: Path) -> None:
    [told] = see_to()
    assert (told["event"], told["number"]) == ("trace head noted", 3)
    assert [(each.number, each.how) for each in trace_heads.read(folder)] == [(3, "noted"), (3, "verified")]
    assert see_to() == [], "a worker that starts anew an instant later finds nothing due"


def test_what_was_tampered_with_is_told_to_the_administrators_and_does_not_stop_the_worker(
    folder: Path, member
) -> None:
    member(Role.ADMINISTRATOR)
    with tampering():
        say("DELETE FROM trace WHERE number = 2")
    assert [each["event"] for each in see_to()] == ["trace head noted"]
    assert last().deed == "trace broken"
    assert db.session.query(Letter).filter_by(kind="alert").count() == 1
