"""Many letters by one line, written down one by one: who dies in the middle sends one letter again at most, and loses none."""

import asyncio
from collections import Counter

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.letters_world import World
from tests.smtp import Post, listening
from tests.usecases.test_deliver_due import deliver
from tracker.letters import carrying
from tracker.mail import carry
from tracker.usecases.deliver_due import LEASE_SECONDS

MANY = 6


def _carried(post: Post) -> Counter[str]:
    return Counter(str(received.message["Message-ID"]) for received in post.letters)


def _written(world: World) -> set[str]:
    for _ in range(MANY):
        world.add()
    world.write()
    return {letter.message_id for letter in world.letters()}


def test_of_a_worker_that_dies_one_letter_at_most_leaves_twice_and_none_is_lost(
    world: World, smtp: Post, later, monkeypatch
):
    written, left = _written(world), carrying.left

    def dies_at_the_third(*said: str) -> None:
        if len(smtp.letters) == 3:
            raise KeyboardInterrupt
        left(*said)

    with monkeypatch.context() as patch:
        patch.setattr(carrying, "left", dies_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            deliver(smtp, "dead")
    assert Counter(letter.state for letter in world.letters()) == {"left": 2, "leaving": 4}
    # Of those that nobody has begun no try is counted; of the one in doubt one is.
    assert sorted(letter.tries for letter in world.letters()) == [0, 0, 0, 1, 1, 1]
    later(seconds=LEASE_SECONDS + 1)
    assert deliver(smtp, "another") == 4
    carried = _carried(smtp)
    assert carried.keys() == written
    assert sorted(carried.values()) == [1] * (MANY - 1) + [2]
    assert {letter.state for letter in world.letters()} == {"left"}


class Closing(Post):
    """Hangs up after each letter, once it has said that it took it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        said = await super().handle_DATA(server, session, envelope)
        assert server.transport is not None
        asyncio.get_running_loop().call_soon(server.transport.close)
        return said


class Weary(Post):
    """Takes one letter by each line; to the next it says 421 and hangs up."""

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if getattr(server, "has_taken", False):
            assert server.transport is not None
            asyncio.get_running_loop().call_soon(server.transport.close)
            return "421 4.7.0 Too many letters"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        server.has_taken = True
        return await super().handle_DATA(server, session, envelope)


@pytest.mark.parametrize("kind", [Closing, Weary])
def test_a_line_that_closes_between_two_letters_holds_up_none(world: World, kind: type[Post]):
    written = _written(world)
    with listening(kind()) as post:
        assert deliver(post) == MANY
    assert _carried(post) == dict.fromkeys(written, 1)
    assert {(letter.state, letter.tries) for letter in world.letters()} == {("left", 1)}


def test_what_is_closed_in_the_middle_of_a_letter_is_not_repeated_at_once(world: World, smtp: Post):
    """It may have arrived: it waits, and goes again under the same Message-ID."""
    _written(world)
    smtp.answers.extend(["250 Taken", "hang up"])
    deliver(smtp)
    assert Counter(letter.state for letter in world.letters()) == {"left": MANY - 1, "waiting": 1}
    waits = next(letter for letter in world.letters() if letter.state == "waiting")
    assert (waits.trouble, waits.tries) == ("broken off", 1)
    assert waits.message_id not in _carried(smtp)


def test_no_second_line_is_tried_for_a_letter_that_a_fresh_one_did_not_take(world: World, smtp: Post, monkeypatch):
    _written(world)
    opened: list[int] = []
    connect = carry.Carrier._connect

    def counted(self: carry.Carrier):
        opened.append(1)
        return connect(self)

    monkeypatch.setattr(carry.Carrier, "_connect", counted)
    smtp.answers.extend(["hang up"] * MANY)
    deliver(smtp)
    assert len(opened) == MANY
    assert smtp.letters == []
