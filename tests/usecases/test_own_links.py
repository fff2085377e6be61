"""Fresh links: two presses at once open once, whatever the engine."""

import threading

import pytest

from tests.engines import LOCKS
from tests.letters_world import World
from tests.own_data import ally_of, fresh, known
from tracker import clock
from tracker.allies import own_links
from tracker.allies.own_link import OwnLink
from tracker.allies.own_links import LinkOver
from tracker.keeping.held import everything
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import spend_own_link as deed
from tracker.usecases.confirm_new_address import confirm_new_address
from tracker.usecases.send_own_link import send_own_link

CROWD = 8


def at_once(world: World, work) -> list[object]:
    """What each of a crowd got; LinkOver where one was too late."""
    start, ends = threading.Barrier(CROWD), []

    def one() -> None:
        with world.app.app_context():
            start.wait(20)
            try:
                ends.append(work())
            except Exception as error:
                ends.append(type(error))

    crowd = [threading.Thread(target=one) for _ in range(CROWD)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return ends


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_of_many_presses_at_once_one_opens(world: World, monkeypatch, locked: bool):
    """With the lock off all look first, see an unspent link, and all of them open it."""
    ally = known(world)
    link_id = own_links.named(own_links.OPEN, fresh(ally).rpartition("/")[2])
    if not locked:
        meet = threading.Barrier(CROWD)

        def look_then_write(wanted: str, purpose: str) -> OwnLink:
            link = db.session.get_one(OwnLink, wanted)
            if link.spent_at is not None:
                raise LinkOver
            meet.wait(20)
            link.spent_at = clock.now()
            return link

        monkeypatch.setattr(deed.own_links, "spend", look_then_write)
        monkeypatch.setattr(
            deed.answer_by_link, "find", lambda ally_id: db.session.get(deed.answer_by_link.Ally, ally_id)
        )
    db.session.rollback()
    ends = at_once(world, lambda: deed.spend_own_link(link_id))
    assert ends.count(ally) == (1 if locked else CROWD)
    assert ends.count(LinkOver) == CROWD - ends.count(ally)


def test_of_many_who_ask_at_once_three_get_a_letter(world: World):
    ally = known(world)
    db.session.rollback()
    ends = at_once(world, lambda: send_own_link(ally, "https://houselights.example"))
    assert (ends.count(True), ends.count(False)) == (3, CROWD - 3)


def test_of_two_who_prove_one_address_at_once_one_gets_it_and_nothing_breaks(world: World):
    allies = [known(world) for _ in range(2)]
    with transaction():
        tokens = [own_links.give(each, own_links.ADDRESS, email="one@example.org").token for each in allies]
    waiting = [own_links.named(own_links.ADDRESS, token) for token in tokens] * (CROWD // 2)
    db.session.rollback()
    ends = at_once(world, lambda: confirm_new_address(waiting.pop()))
    assert (ends.count("holds"), ends.count("known"), ends.count(LinkOver)) == (1, 1, CROWD - 2)
    assert [ally_of(each).contact["email"] for each in allies].count("one@example.org") == 1


def test_what_was_spent_stands_in_what_is_held(world: World):
    ally = known(world)
    deed.spend_own_link(own_links.named(own_links.OPEN, fresh(ally).rpartition("/")[2]))
    (given,) = everything(ally)["links_given_out"]
    assert given["used_at"] is not None
    assert given["handed_over_by_the_team"] is False
