"""The same person, the same attendance, the same event, sent by several programs at once, is one; every program is answered so."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tests.api.other_program import Program, id_of
from tests.engines import LOCKS
from tracker.allies import recognise
from tracker.allies.ally import Ally
from tracker.screenings import meant
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.usecases import log_event

AT_ONCE = 6


@pytest.fixture
def program(app: Flask, client: FlaskClient) -> Iterator[Program]:
    with app.app_context():
        yield Program(client)


@pytest.fixture
def all_look_first(program: Program, engine_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is written before everybody has looked and found nobody. SQLite lets one in at a time: there it cannot be."""
    if engine_name == "sqlite":
        return
    look, together, looked = recognise._holders, threading.Barrier(AT_ONCE), threading.local()

    def with_the_others(kind: str, marks: Iterable[bytes]) -> dict[bytes, str]:
        found = look(kind, marks)
        if not hasattr(looked, "once"):
            looked.once = True
            together.wait(60)
        return found

    monkeypatch.setattr(recognise, "_holders", with_the_others)


def at_once(app: Flask, program: Program, ask: Callable[[Program], Any], decided: bool = True) -> list[Any]:
    """What each was answered. Undecided, the database may end the race by an error."""
    gate, answers, ended = threading.Barrier(AT_ONCE), [], list[SQLAlchemyError]()

    def one() -> None:
        own = object.__new__(Program)
        own.__dict__.update(program.__dict__)
        own.client = app.test_client()
        gate.wait()
        try:
            answers.append(ask(own))
        except SQLAlchemyError as error:
            ended.append(error)

    threads = [threading.Thread(target=one) for _ in range(AT_ONCE)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(answers) + len(ended) == AT_ONCE
    assert not (decided and ended)
    db.session.rollback()
    return answers


@pytest.mark.usefixtures("all_look_first")
def test_the_same_person_posted_at_once_is_one(app: Flask, program: Program) -> None:
    body = {
        "email_addresses": [{"address": "min@example.org"}],
        "identifiers": ["crm:1"],
        "custom_fields": {"shirt": "M"},
    }
    answers = at_once(app, program, lambda own: own.post("people", {"person": body, "add_tags": ["choir"]}))
    assert len({id_of(each) for each in answers}) == 1
    assert db.session.query(Ally).count() == db.session.query(Signup).count() == 1
    assert program.get(f"people/{id_of(answers[0])}")["identifiers"][1:] == ["crm:1"]
    assert len(program.get("tags")["_embedded"]["osdi:tags"]) == 1
    assert len(program.get("metadata/custom_fields")["action_network:custom_fields"]) == 1


def test_the_same_attendance_posted_at_once_is_one(app: Flask, program: Program) -> None:
    person = id_of(program.sign_up("min@example.org"))
    body = {"person_id": person, "identifiers": ["sheet:1-1"]}
    answers = at_once(app, program, lambda own: own.post(f"events/{program.event_id}/attendances", body))
    assert len({id_of(each) for each in answers}) == 1
    assert db.session.query(Signup).count() == 1


@pytest.fixture
def decided(program: Program, lock: bool, monkeypatch: pytest.MonkeyPatch) -> bool:
    """The negative control: nobody waits, and everybody looks before anybody writes."""
    if not lock:
        together, looked = threading.Barrier(AT_ONCE), threading.local()
        find = meant.film

        def with_the_others(title: str, near: Campaign | None) -> Film:
            if not hasattr(looked, "once"):
                looked.once = True
                db.session.scalars(select(Film)).all()
                together.wait(60)
            return find(title, near)

        monkeypatch.setattr(log_event, "one_at_a_time", lambda _deed: None)
        monkeypatch.setattr(meant, "film", with_the_others)
    return lock


@pytest.mark.parametrize(("engine_name", "lock"), LOCKS, indirect=["engine_name"])
def test_the_same_event_posted_at_once_is_one_film_at_one_venue(app: Flask, program: Program, decided: bool) -> None:
    body = {
        "title": "Crossing",
        "start_date": "2026-12-24T20:00:00Z",
        "location": {"venue": "Hall", "postal_code": "1"},
    }
    answers = at_once(app, program, lambda own: own.post("events", body), decided)
    numbers = db.session.query(Film).count(), db.session.query(Venue).count(), len({id_of(each) for each in answers})
    assert (numbers == (2, 2, 1)) is decided
