"""A house in which keys turn, and another process of it: what tests of the turn begin with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests import world
from tests.engines import build, close
from tests.key_turns import Turn
from tests.wanting_out import Out
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.screenings.screening import Screening
from tracker.store import heartbeat
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import session, trace

Later = Callable[..., None]
# A process of the house on another machine.
OTHER = "0" * 16

# Where the engine cannot matter.
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def out(app: Flask) -> Iterator[Out]:
    """A house with two people, one of whom has left all that a person can leave; with a member, a session and a trace."""
    with app.app_context():
        there = Out(app)
        there.leave_more()
        with transaction():
            session.begin(there.rosa, {"_user_id": "1"})
            trace.note("contact revealed", there.rosa, "ally", there.ally_id, "asked for a lift")
        yield there


@pytest.fixture
def turn(out: Out, later: Later) -> Turn:
    return Turn(later)


@pytest.fixture
def elsewhere(engine_url: str, instance: Path, out: Out) -> Iterator[Flask]:
    """Another process of the same house."""
    app = build(engine_url, instance)
    yield app
    close(app)


def hand(at_id: str, email: str | None = "mina@example.org", **more: object) -> str:
    """Somebody raises a hand; their ally's id."""
    with transaction() as rows:
        [told] = welcome([world.entry(rows.get_one(Screening, at_id), email=email, **more)])
    return str(told.ally_id)


def beat_without_looking(app: Flask) -> None:
    """As on another machine, where nobody has brought the file, or by a process that is slow."""
    with app.app_context(), transaction():
        heartbeat.beat(OTHER, "web")


def somebody_waits() -> bool:
    with db.engine.connect() as connection:
        return bool(
            connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).scalar()
        )


def people() -> int:
    found = db.session.scalar(select(func.count()).select_from(Ally).where(Ally.contact_sealed.is_not(None))) or 0
    db.session.rollback()
    return found
