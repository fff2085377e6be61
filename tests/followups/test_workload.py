"""How many calls a week: reckoned from the signups of four weeks, by the steps as they stand."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.followups import editing, workload
from tracker.followups.playbook import Playbook
from tracker.followups.workload import Workload
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    with app.app_context():
        yield House(invented.account())


@pytest.fixture
def book(house: House) -> str:
    playbook_id = invented.playbook()
    invented.step(playbook_id, "thanks", "letter")
    invented.step(playbook_id, "contact", "call", condition={"interests": ["host"]})
    return playbook_id


def load(playbook_id: str) -> Workload:
    db.session.rollback()
    return workload.of(db.session.get_one(Playbook, playbook_id), editing.steps_in(playbook_id))


def hand(house: House, *ticks: str, days_ago: float = 1, **values: object) -> str:
    ally_id = values.pop("ally_id", None) or invented.ally(**values)
    signup = invented.signup(ally_id, values.get("screening_id", house.screening_id), *ticks)
    with transaction() as session:
        session.get_one(Signup, signup).at = clock.now() - timedelta(days=days_ago)
    return ally_id


def test_signups_that_earn_a_call_are_counted_by_the_week(house: House, book: str):
    for _ in range(8):
        hand(house, house.host)
    for _ in range(3):
        hand(house)
    hand(house, house.host, email_consent="no", phone_consent="no")
    hand(house, house.host, days_ago=28.1)
    told = load(book)
    assert (told.signups, told.expected, told.a_week) == (12, 2, 2)


def test_a_part_of_a_call_is_a_call(house: House, book: str):
    hand(house, house.host)
    assert load(book).expected == 1


def test_a_second_signup_of_the_same_ally_earns_no_second_call(house: House, book: str):
    for _ in range(4):
        ally_id = hand(house, house.host)
        again = invented.screening(house.campaign_id)
        invented.signup(ally_id, again, house.host)
    assert load(book).expected == 1


def test_campaigns_with_a_playbook_of_their_own_count_there(house: House, book: str):
    other = House()
    own = invented.playbook(other.campaign_id)
    invented.step(own, "contact", "call")
    hand(other)
    other.promise()
    assert (load(book).signups, load(book).due) == (0, 0)
    assert (load(own).signups, load(own).due) == (2, 1)


def test_more_signups_than_are_looked_at_are_reckoned_from_the_latest(
    house: House, book: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workload, "MOST_LOOKED_AT", 4)
    for n in range(16):
        hand(house, *([house.host] if n % 2 else []), days_ago=1 + n / 100)
    told = load(book)
    assert (told.signups, told.looked_at, told.expected) == (16, 4, 2)


def test_what_followed_an_answer_counts_as_it_was_lately(house: House, book: str):
    answer = invented.step(book, "answer", "call", condition={"after": "any letter", "outcome": "answered"})
    for _ in range(5):
        house.promise(step_id=answer)
    house.promise(step_id=answer, due_at=clock.now() - timedelta(days=40))
    assert load(book).followed == 2


def test_however_many_signups_the_queries_stay_few(house: House, book: str):
    for _ in range(12):
        hand(house, house.host)
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    load(book)
    assert len([each for each in seen if each.startswith("SELECT")]) <= 9
