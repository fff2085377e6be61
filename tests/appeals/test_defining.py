"""Several calls to action defined in one transaction, and two people who define at once."""

import threading

import pytest
from flask import Flask

from tests import invented
from tests.engines import LOCKS
from tracker.appeals import defining, interest
from tracker.appeals.defining import Draft
from tracker.errors import Refusal
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import define_call_to_action


@pytest.fixture(autouse=True)
def inside(app: Flask):
    with app.app_context():
        yield app


def draft(label: str) -> Draft:
    return Draft({"en": label}, {})


def test_what_was_changed_before_in_a_transaction_stays_changed() -> None:
    host, give = invented.interest(), invented.interest("give", "Give money")
    with transaction():
        defining.change(host, draft("Invite the film"))
        defining.change(give, draft("Give a little"))
    db.session.rollback()
    labels = {each.key: each.label for each in interest.every()}
    assert (labels["host"], labels["give"]) == ("Invite the film", "Give a little")


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_who_add_at_once_never_offer_a_ninth(app: Flask, monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    account_id = invented.account()
    for number in range(len(interest.offered()), defining.MOST_OFFERED - 1):
        define_call_to_action.add(draft(f"Number {number}"), account_id)
    both = threading.Barrier(2)
    if not locked:
        monkeypatch.setattr(defining, "one_at_a_time", lambda _deed: None)
        real = defining._check_room

        def slow(known: list[interest.Interest]) -> None:
            real(known)
            both.wait(2)

        monkeypatch.setattr(defining, "_check_room", slow)
    refused = []

    def add(label: str) -> None:
        with app.app_context():
            try:
                define_call_to_action.add(draft(label), account_id)
            except Refusal as refusal:
                refused.append(refusal)

    threads = [threading.Thread(target=add, args=[label]) for label in ("One", "Other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert len(interest.offered()) == defining.MOST_OFFERED + (0 if locked else 1)
    assert [type(each) for each in refused] == ([defining.TooManyOffered] if locked else [])
