"""The preview: five signups that differ, and what the steps would do for each of them."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests import invented
from tests.invented import House
from tracker.followups import editing, preview
from tracker.followups.playbook import Playbook
from tracker.followups.preview import Line, Sample
from tracker.store.db import db


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    with app.app_context():
        yield House(invented.account())


@pytest.fixture
def book(house: House) -> str:
    playbook_id = invented.playbook()
    invented.step(playbook_id, "thanks", "letter", position=0)
    invented.step(playbook_id, "contact", "call", position=1, condition={"interests": ["host"]}, delay_hours=24)
    invented.step(playbook_id, "kit", "letter", position=2, condition={"after": "contact", "outcome": "wants to host"})
    invented.step(playbook_id, "answer", "call", position=3, condition={"after": "any letter", "outcome": "answered"})
    invented.step(playbook_id, "again", "task", position=4, condition={"after": "answer", "outcome": "reached"})
    return playbook_id


def samples(playbook_id: str) -> list[Sample]:
    db.session.rollback()
    return preview.samples(db.session.get_one(Playbook, playbook_id), editing.steps_in(playbook_id), ["host", "write"])


def told(lines: list[Line]) -> list[object]:
    return [(line.step.key, line.outcome, *told(line.after)) for line in lines]


def test_what_follows_hangs_under_what_it_follows_and_any_letter_is_said_once(house: House, book: str):
    with time_machine.travel(invented.NOON, tick=False):
        invented.signup(invented.ally(), house.screening_id, house.host)
        first = samples(book)[0]
    assert told(first.lines) == [("thanks", ""), ("contact", "", ("kit", "wants to host"))]
    assert told(first.any_letter) == [("answer", "answered", ("again", "reached"))]
    thanks, contact = first.lines
    assert contact.due
    assert thanks.due
    assert (contact.due - thanks.due).total_seconds() == 24 * 3600


def test_what_an_ally_would_not_get_is_not_there(house: House, book: str):
    invented.signup(invented.ally(email_consent="no"), house.screening_id, house.host)
    first = samples(book)[0]
    assert told(first.lines) == [("contact", "")]
    assert first.any_letter == []


def test_fewer_than_five_are_filled_up_with_invented_ones(house: House, book: str):
    invented.signup(invented.ally(), house.screening_id)
    invented.signup(invented.ally(email_consent="no", phone_consent="no"), house.screening_id)
    assert [each.number for each in samples(book)] == [None, 1, 2, 3, 4]


def test_the_five_differ_and_are_the_same_each_time(house: House, book: str):
    for _ in range(9):
        invented.signup(invented.ally(), house.screening_id)
    ticked, korean, by_phone = invented.ally(), invented.ally(language="ko"), invented.ally(email_consent="unknown")
    invented.signup(ticked, house.screening_id, house.host)
    invented.signup(korean, house.screening_id)
    invented.signup(by_phone, house.screening_id)
    for _ in range(9):
        invented.signup(invented.ally(), house.screening_id)
    chosen = [each.signup.ally_id for each in samples(book)]
    assert {ticked, korean, by_phone} < set(chosen)
    assert len(set(chosen)) == 5
    assert chosen == [each.signup.ally_id for each in samples(book)]


def test_another_playbooks_signups_are_not_shown(house: House, book: str):
    other = House()
    invented.playbook(other.campaign_id)
    invented.signup(invented.ally(), other.screening_id, other.host)
    assert all(each.number for each in samples(book))
