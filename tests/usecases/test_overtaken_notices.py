"""Notices in the outbox that must not leave any more: who reads them wants nothing, or what they tell has changed again."""

from datetime import time, timedelta

import pytest

from tests.usecases.test_tell_change import Evening, early, evening, told
from tracker import clock
from tracker.allies.suppress import suppress
from tracker.letters import carrying
from tracker.letters.letter import Letter
from tracker.store.transactions import transaction
from tracker.team import settings

__all__ = ["early", "evening"]


@pytest.mark.parametrize("seen", ["claim", "last look"])
def test_a_host_who_wants_nothing_gets_nothing_even_when_the_letter_waits(evening: Evening, seen: str):
    evening.change(host={"name": "Jo", "email": "jo@example.org"})
    evening.change(at=time(20))
    evening.tell()
    with transaction():
        settings.put("quiet_from", settings.get("quiet_until"))
        claimed = carrying.claim_due("w", 10, 60).letters if seen == "last look" else []
    with transaction():
        suppress("jo@example.org", None, "", "never again")
    with transaction():
        if seen == "last look":
            assert not carrying.begin(claimed[0], "w").letter
        else:
            assert carrying.claim_due("w", 10, 60).letters == []
    assert [(letter.state, letter.recipient) for letter in told()] == [("withdrawn", None)]


@pytest.mark.parametrize("state", ["waiting", "leaving", "failed"])
def test_what_does_not_hold_any_more_is_sent_by_no_other_try(evening: Evening, state: str):
    evening.signs_up()
    evening.change(at=time(20))
    evening.tell()
    with transaction() as session:
        letter = session.query(Letter).filter_by(kind="notice").one()
        letter.state = state
        if state == "leaving":
            letter.leased_by, letter.leased_until = "w", clock.now() + timedelta(minutes=5)
    evening.change(at=time(21))
    assert [letter.state for letter in told()] == ["withdrawn"]
