"""The same person fifty times at once is one person; without what the database decides it would be several."""

import threading
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests import world
from tests.engines import LOCKS
from tracker.allies import recognise
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.store.db import Base, db
from tracker.store.transactions import transaction

AT_ONCE, EACH = 10, 5


@pytest.fixture
def hands(app: Flask) -> Iterator[list[list[Entry]]]:
    """What each phone sends, one after the other."""
    with app.app_context():
        here = world.one_screening()
        with transaction():
            # Somebody was here before: what all share (the wording of the question) stands, and keeps nobody waiting.
            welcome([world.entry(here)])
        yield [[world.entry(here, email="minji@example.org") for _ in range(EACH)] for _ in range(AT_ONCE)]


@pytest.fixture
def decided(hands: object, lock: bool) -> Iterator[bool]:
    """The negative control takes away what decides the race."""
    [unique] = [each for each in Base.metadata.tables["identity"].indexes if each.name == "uq_identity_fingerprint"]
    if not lock:
        db.session.remove()
        unique.drop(db.engine)
    yield lock
    if not lock:
        db.session.remove()
        with transaction() as session:
            session.execute(delete(Identity))
        unique.create(db.engine)


@pytest.fixture
def all_look_first(hands: object, engine_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is written before everybody has looked and found nobody. SQLite lets one in at a time: there it cannot be."""
    if engine_name == "sqlite":
        return
    look, together, looked = recognise._holders, threading.Barrier(AT_ONCE), threading.local()

    def with_the_others(kind: str, marks: Iterable[bytes]) -> dict[bytes, str]:
        found = look(kind, marks)
        if not hasattr(looked, "once"):
            looked.once = True
            together.wait()
        return found

    monkeypatch.setattr(recognise, "_holders", with_the_others)


@pytest.mark.usefixtures("all_look_first")
@pytest.mark.parametrize(("engine_name", "lock"), LOCKS, indirect=["engine_name"])
def test_09_the_same_person_fifty_times_at_once_is_one_ally(
    app: Flask, hands: list[list[Entry]], decided: bool
) -> None:
    gate, broken = threading.Barrier(AT_ONCE), []

    def raise_hands(mine: list[Entry]) -> None:
        with app.app_context():
            gate.wait()
            for hand in mine:
                try:
                    with transaction():
                        welcome([hand])
                except Exception as error:
                    broken.append(type(error).__name__)

    db.session.remove()
    phones = [threading.Thread(target=raise_hands, args=(mine,)) for mine in hands]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    allies = db.session.scalar(select(func.count()).select_from(Ally))
    identities = db.session.scalar(select(func.count()).select_from(Identity).where(Identity.kind == "email"))
    if decided:
        assert (allies, identities, broken) == (2, 2, [])
    else:
        assert identities and identities > 2, ("the race is there to be lost", allies, broken)
