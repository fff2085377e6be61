"""Between the claim and the mail server: who stops then gets nothing; what is written down survives a short absence."""

import threading
from collections import Counter

import pytest
from sqlalchemy.exc import OperationalError

from tests.letters_world import World
from tests.smtp import Post
from tests.usecases.test_deliver_due import deliver
from tracker.allies.ally import Ally
from tracker.followups import by_letter
from tracker.letters import carrying, held_back
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases import deliver_due as delivery
from tracker.usecases.stop_contact import stop_contact


def _no(ally_id: str) -> None:
    with transaction() as session:
        session.get(Ally, ally_id).email_consent = "no"


def _held_back(ally_id: str) -> None:
    with transaction():
        assert held_back.hold_back(ally_id)


@pytest.mark.parametrize("stop", [stop_contact, _no, _held_back])
def test_who_stops_while_others_of_the_batch_leave_gets_nothing(world: World, smtp: Post, stop):
    allies = [world.add() for _ in range(4)]
    world.write()
    late = allies[-1]

    def going_on() -> bool:
        if len(smtp.letters) == 1 and world.letter_to(late).state == "leaving":
            stop(late)
        return True

    assert deliver(smtp, going_on=going_on) == 4
    assert len(smtp.letters) == 3
    assert world.letter_to(late).state == "withdrawn"
    assert Counter(world.letter_to(ally).state for ally in allies) == {"left": 3, "withdrawn": 1}


def test_what_left_is_written_down_when_the_database_comes_back_soon(world: World, smtp: Post, monkeypatch):
    ally = world.add()
    world.write()
    pauses: list[float] = []
    faults = iter([OperationalError("", {}, Exception()), OperationalError("", {}, Exception())])
    left = carrying.left

    def away(*values: str) -> None:
        for fault in faults:
            raise fault
        left(*values)

    monkeypatch.setattr(carrying, "left", away)
    monkeypatch.setattr(delivery.time, "sleep", pauses.append)
    deliver(smtp)
    assert pauses == list(delivery.RETRIES[:2])
    assert (len(smtp.letters), world.letter_to(ally).state, world.follow_up_of(ally).outcome) == (1, "left", "sent")


def test_a_follow_up_whose_worker_died_after_its_letter_left_is_closed_by_the_next(
    world: World, smtp: Post, later, monkeypatch
):
    ally = world.add()
    world.write()

    def dies(_ids: list[str]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(by_letter, "close_sent", lambda ids: dies(ids) if ids else None)
        with pytest.raises(KeyboardInterrupt):
            deliver(smtp, "dead")
    assert (world.letter_to(ally).state, world.follow_up_of(ally).state) == ("left", "open")
    later(seconds=carrying.SETTLE_SECONDS + 1)
    assert deliver(smtp, new_id()) == 0
    assert (world.follow_up_of(ally).state, world.letter_to(ally).leased_by, len(smtp.letters)) == ("closed", None, 1)


def test_the_letters_behind_one_at_which_workers_die_are_not_worn_out(world: World, later):
    for _ in range(3):
        world.add()
    world.write()
    for _ in range(15):
        with transaction():
            first = carrying.claim_due("dead", 10, 600).letters[0]
            carrying.begin(first, "dead")
        later(seconds=601)
        if any(letter.state == "failed" for letter in world.letters()):
            break
    states = [(letter.state, letter.trouble, letter.tries) for letter in world.letters()]
    assert [(state, trouble) for state, trouble, _ in states].count(("failed", "broken off")) == 1
    assert max(tries for state, _, tries in states if state != "failed") <= 1


@pytest.mark.long
def test_four_workers_share_three_hundred_letters_and_none_leaves_twice(world: World, smtp: Post):
    for _ in range(300):
        world.add()
    while world.write():
        pass
    with transaction():
        settings.put("letters_a_minute_to_one_domain", "0")
    db.session.remove()
    carried: Counter[str] = Counter()

    def work() -> None:
        with world.app.app_context():
            worker = new_id()
            while many := deliver(smtp, worker, most=10):
                carried[worker] += many

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(smtp.letters) == len({received.recipients[0] for received in smtp.letters}) == 300
    assert {(letter.state, letter.tries, letter.leased_by) for letter in world.letters()} == {("left", 1, None)}
    if db.engine.dialect.name == "postgresql":
        assert len(carried) == 4
