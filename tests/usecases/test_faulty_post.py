"""A mail server that misbehaves in every way: each letter arrives once, or fails in sight. By Message-ID."""

import random
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.letters_world import BASE_URL, World
from tests.smtp import Post, listening
from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.usecases.deliver_due import deliver_due

LETTERS, WORKER, SEED = 200, "w", 20231023


@dataclass
class FaultyPost(Post):
    """451 to 30 %, 550 to 5 %, hangs up after DATA for 20 % and has kept half of those."""

    dice: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 (the same each time is what is wanted)
    kept: Counter[str] = field(default_factory=Counter)
    kept_then_hung_up: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        assert isinstance(envelope.content, bytes)
        message_id = str(message_from_bytes(envelope.content, policy=policy.default)["Message-ID"])
        thrown = self.dice.random()
        if thrown < 0.30:
            self.faults["451"] += 1
            return "451 4.3.0 Later"
        if thrown < 0.35:
            self.faults["550"] += 1
            return "550 5.1.1 Unknown"
        if thrown < 0.55:
            assert server.transport is not None
            server.transport.close()
            if thrown < 0.45:
                self.kept[message_id] += 1
                self.kept_then_hung_up[message_id] += 1
            self.faults["kept, hung up" if thrown < 0.45 else "hung up"] += 1
            return "421 Gone"
        self.kept[message_id] += 1
        return "250 Taken"


def _until_quiet(world: World, url: str, later, minutes: float = 0) -> int:
    """Deliver, moving the clock to whatever is due next; for some minutes or until nothing waits. Claims that were made."""
    end, seen = clock.now().timestamp() + 60 * minutes, 0
    while True:
        while many := deliver_due(WORKER, url, BASE_URL):
            seen += many
        due = [letter.due_at for letter in world.letters() if letter.state in ("waiting", "leaving")]
        wait = (min(due) - clock.now()).total_seconds() + 0.01 if due else 0
        if not due or (minutes and clock.now().timestamp() + wait > end):
            return seen
        # To the first and those close behind it: a turn carries several.
        later(seconds=max(wait, 0.5) + 20)


@pytest.mark.long
def test_every_letter_arrives_once_or_fails_in_sight(world: World, later):
    allies = [world.add() for _ in range(LETTERS)]
    while world.write():
        pass
    post = FaultyPost()
    with listening(post):
        # The first letters meet it as it is ...
        deliver_due(WORKER, post.url, BASE_URL, most=80)
    # ... then it is away for a quarter of an hour: nobody listens at the port any more ...
    refused = _until_quiet(world, post.url, later, minutes=15)
    troubles = Counter(letter.trouble for letter in world.letters())
    assert refused > LETTERS
    assert troubles["unreachable"] > LETTERS / 2
    # ... and comes back, no better than before.
    with listening(post):
        _until_quiet(world, post.url, later)

    letters = {letter.message_id: letter for letter in world.letters()}
    assert len(letters) == LETTERS
    assert {letter.state for letter in letters.values()} == {"left", "failed"}
    assert set(post.kept) <= set(letters)
    for message_id, letter in letters.items():
        if letter.state == "left":
            # Once; and once more for each time that the server kept it without telling us.
            assert post.kept[message_id] == 1 + post.kept_then_hung_up[message_id]
        else:
            assert letter.trouble in {"550", "451", "broken off", "unreachable"}
            assert post.kept[message_id] == post.kept_then_hung_up[message_id]
    outcomes = Counter(
        (letters_of.state, world.follow_up_of(ally).state)
        for ally in allies[:20]
        for letters_of in [world.letter_to(ally)]
    )
    # Where there is no such reader the letter's follow-up is closed, and a person finds another way.
    assert set(outcomes) <= {("left", "closed"), ("failed", "open"), ("failed", "closed")}
    unknown = {letter.ally_id for letter in letters.values() if letter.trouble == "550"}
    assert {each.ally_id for each in db.session.query(FollowUp).filter_by(why="bounced", state="open")} == unknown
    # The faults were real.
    assert post.faults["451"] > 60
    assert post.faults["550"] > 8
    assert post.faults["hung up"] > 20
    assert post.faults["kept, hung up"] > 20
    assert sum(many > 1 for many in post.kept.values()) > 10
