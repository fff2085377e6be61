"""A mail server that says at its door that there is no such reader: a bounce at once."""

import pytest

from tests.letters_world import BASE_URL, World
from tests.smtp import Post
from tracker.followups.followup import FollowUp
from tracker.letters.dead_address import dead
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.try_letter_again import try_letter_again


def bounced(ally_id: str) -> list[FollowUp]:
    db.session.rollback()
    return list(db.session.query(FollowUp).filter_by(ally_id=ally_id, why="bounced"))


def test_a_reader_unknown_at_the_door_is_a_bounce_at_once_and_trying_again_gives_a_chance(world: World, smtp: Post):
    ally, noise = world.add(email="mina@mail.example.org"), world.add()
    world.write()
    smtp.strangers.add("mina@mail.example.org")
    deliver_due(new_id(), smtp.url, BASE_URL)
    letter = world.letter_to(ally)
    assert (letter.state, letter.trouble, letter.bounce) == ("failed", "550", "5.1.1")
    assert dead(["mina@mail.example.org"])
    assert [each.channel for each in bounced(ally)] == ["call"]
    assert bounced(noise) == []
    smtp.strangers.clear()
    try_letter_again(letter.id, new_id(), None, team=False)
    deliver_due(new_id(), smtp.url, BASE_URL)
    assert world.letter_to(ally).state == "left"
    assert smtp.letters[-1].recipients == ["mina@mail.example.org"]


@pytest.mark.parametrize(
    "answer", ["550 5.7.1 Blocked by policy", "550 No", "552 5.2.2 Mailbox full", "451 4.1.1 Later"]
)
def test_another_no_of_the_server_says_nothing_about_the_address(world: World, smtp: Post, answer: str):
    ally = world.add(email="mina@mail.example.org")
    world.write()
    smtp.answers.append(answer)
    deliver_due(new_id(), smtp.url, BASE_URL)
    assert world.letter_to(ally).state != "left"
    assert not dead(["mina@mail.example.org"])
    assert bounced(ally) == []
