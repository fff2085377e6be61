"""Two people never hold the same follow-up; a claim lapses; a card that is not held does not open."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.followups import claiming
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.claim_follow_up import claim_follow_up, give_back, take_next

BOTH_AT_ONCE = 2


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def at_once(app: Flask, deed: Callable[[str], bool], people: list[str]) -> int:
    """How many of them were told that it is theirs."""
    gate, told = threading.Barrier(len(people)), []

    def go(account_id: str) -> None:
        with app.app_context():
            gate.wait(20)
            told.append(deed(account_id))

    threads = [threading.Thread(target=go, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == len(people)
    return sum(told)


def atomic(follow_up: str) -> Callable[[str], bool]:
    def deed(account_id: str) -> bool:
        try:
            claim_follow_up(follow_up, Worker(account_id, None, careful=True))
        except claiming.HeldAlready:
            return False
        return True

    return deed


def careless(follow_up: str) -> Callable[[str], bool]:
    """Look first, then take: what the one statement in claiming.claim() is there to prevent."""
    between = threading.Barrier(BOTH_AT_ONCE)

    def deed(account_id: str) -> bool:
        free = db.session.get_one(FollowUp, follow_up).claimed_by_id is None
        between.wait(20)
        if not free:
            return False
        with transaction() as session:
            until = clock.now() + timedelta(hours=1)
            session.execute(
                update(FollowUp).where(FollowUp.id == follow_up).values(claimed_by_id=account_id, claimed_until=until)
            )
        return True

    return deed


def test_of_many_who_claim_the_same_at_once_one_gets_it(inside: Flask):
    people = [invented.account("organizer", f"Person {number}") for number in range(8)]
    follow_up = House(*people).promise()
    db.session.remove()
    assert at_once(inside, atomic(follow_up), people) == 1


def test_without_the_one_statement_two_would_hold_it(inside: Flask):
    people = [invented.account("organizer", f"Person {number}") for number in range(BOTH_AT_ONCE)]
    follow_up = House(*people).promise()
    db.session.remove()
    assert at_once(inside, careless(follow_up), people) == BOTH_AT_ONCE


def test_those_who_take_the_next_one_at_once_get_different_ones(inside: Flask):
    people = [invented.account("organizer", f"Person {number}") for number in range(6)]
    house = House(*people)
    promised = {house.promise() for _ in people}
    db.session.remove()
    taken = []

    def deed(account_id: str) -> bool:
        taken.append(take_next(Worker(account_id, frozenset({house.campaign_id}), careful=False)))
        return True

    assert at_once(inside, deed, people) == len(people)
    assert set(taken) == promised


def test_a_lapsed_claim_comes_back(inside: Flask):
    first, second = invented.account("organizer", "First"), invented.account("organizer", "Second")
    follow_up = House(first, second).promise()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        claim_follow_up(follow_up, Worker(first, None, careful=True))
        traveller.shift(timedelta(minutes=claiming.CLAIM_MINUTES - 1))
        with pytest.raises(claiming.HeldAlready):
            claim_follow_up(follow_up, Worker(second, None, careful=True))
        traveller.shift(timedelta(minutes=1))
        claim_follow_up(follow_up, Worker(second, None, careful=True))
        with pytest.raises(claiming.HeldAlready):
            claim_follow_up(follow_up, Worker(first, None, careful=True))


def test_what_is_given_back_is_free_and_nobody_gives_back_another_ones(inside: Flask):
    first, second = invented.account("organizer", "First"), invented.account("organizer", "Second")
    follow_up = House(first, second).promise()
    claim_follow_up(follow_up, Worker(first, None, careful=True))
    give_back(follow_up, Worker(second, None, careful=True))
    with pytest.raises(claiming.HeldAlready):
        claim_follow_up(follow_up, Worker(second, None, careful=True))
    give_back(follow_up, Worker(first, None, careful=True))
    claim_follow_up(follow_up, Worker(second, None, careful=True))


def test_what_is_closed_cannot_be_claimed(inside: Flask):
    first = invented.account()
    closed = House(first).promise(state="closed", outcome="done", closed_at=clock.now())
    with pytest.raises(claiming.ClosedAlready):
        claim_follow_up(closed, Worker(first, None, careful=True))
    with pytest.raises(claiming.NothingToTake):
        take_next(Worker(first, None, careful=True))
