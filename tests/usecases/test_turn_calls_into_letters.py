"""Calls beyond what the team can make become letters: as many as are needed, of those who may be written to, once."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import invented
from tracker import clock
from tracker.allies import suppress
from tracker.allies.ally import Ally
from tracker.followups import editing, instead, plan, surplus, workload
from tracker.followups.claiming import HeldAlready, Worker, claim
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Playbook, Step
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases.claim_follow_up import claim_follow_up
from tracker.usecases.set_playbook import set_playbook
from tracker.usecases.turn_calls_into_letters import turn_calls_into_letters
from tracker.usecases.write_due_letters import write_due_letters
from tracker.usecases.write_instead import write_instead

WORDS = {
    "en": ("When shall we talk?", "Hello {call}, answer this letter."),
    "ko": ("언제 통화할까요?", "{call}님, 답장해 주세요."),
}


class Desk:
    """A playbook with a call that has a letter instead; beside it another campaign's, with calls of its own."""

    def __init__(self) -> None:
        self.who = invented.account("coordinator")
        self.house = invented.House(self.who)
        self.book_id = invented.playbook()
        self.call = invented.step(self.book_id, "contact", "call", words={"en": {"text": "Hello"}})
        write_instead(self.call, WORDS, self.who)
        noise = invented.House(self.who)
        own = invented.playbook(noise.campaign_id)
        other = invented.step(own, "contact", "call", words={"en": {"instead_subject": "s", "instead_text": "t"}})
        for _ in range(5):
            noise.promise(step_id=other, step_key="contact")

    def calls(self, number: int, **values: object) -> list[str]:
        """Each is due an hour after the one before it."""
        start = clock.now() - timedelta(hours=3)
        told = {"step_id": self.call, "step_key": "contact", **values}
        return [self.house.promise(due_at=start + timedelta(hours=n), **told) for n in range(number)]

    def can_make(self, number: int | None) -> None:
        set_playbook(self.book_id, 72, number, self.who)

    def press(self, most: int = 1000) -> tuple[int, int]:
        return turn_calls_into_letters(self.book_id, most, self.who)

    def letters(self) -> set[str]:
        db.session.rollback()
        return set(db.session.scalars(select(FollowUp.id).where(FollowUp.channel == "letter")))

    def book(self) -> Playbook:
        db.session.rollback()
        return db.session.get_one(Playbook, self.book_id)


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    with app.app_context():
        yield Desk()


@pytest.mark.parametrize(("capacity", "turned"), [(7, 0), (6, 0), (5, 1), (4, 2), (0, 6), (None, 0)])
def test_as_many_become_letters_as_are_beyond_the_capacity(desk: Desk, capacity: int | None, turned: int):
    calls = desk.calls(6)
    desk.can_make(capacity)
    assert desk.press() == (turned, 0)
    assert desk.letters() == set(calls[6 - turned :]), "those with the latest due times"


def test_a_second_press_does_only_what_is_still_needed(desk: Desk):
    desk.calls(6)
    desk.can_make(4)
    assert [desk.press(), desk.press()] == [(2, 0), (0, 0)]
    desk.calls(1)
    assert desk.press() == (1, 0)


def test_never_more_than_somebody_saw(desk: Desk):
    desk.calls(6)
    desk.can_make(0)
    assert desk.press(most=2) == (2, 4)
    assert desk.press(most=-3) == (0, 4)


def test_what_is_due_after_the_seven_days_does_not_count(desk: Desk):
    desk.calls(3)
    desk.house.promise(step_id=desk.call, step_key="contact", due_at=clock.now() + timedelta(days=7, minutes=1))
    desk.can_make(3)
    assert workload.due_soon(desk.book()) == 3
    assert desk.press() == (0, 0)


def test_only_who_may_be_written_to_and_whom_nobody_has_begun_with(desk: Desk):
    """Each of these is due later than the one that may become a letter."""
    (may,) = desk.calls(1)
    later = {"step_id": desk.call, "step_key": "contact", "due_at": clock.now() + timedelta(hours=5)}
    for consent in ("no", "unknown"):
        desk.house.promise(ally_id=invented.ally(email_consent=consent), **later)
    left = invented.ally()
    with transaction() as session:
        suppress.suppress(session.get_one(Ally, left).contact["email"], None, "", "left")
    without = invented.ally()
    with transaction() as session:
        session.get_one(Ally, without).contact = {"name": "Min", "phone": "+15125550147"}
    wordless = invented.step(desk.book_id, "wordless", "call")
    desk.house.promise(ally_id=left, **later)
    desk.house.promise(ally_id=without, **later)
    desk.house.promise(care=True, **later)
    desk.house.promise(**{**later, "step_id": wordless, "step_key": "wordless"})
    desk.house.promise(**{**later, "channel": "text"})
    tried, claimed = desk.house.promise(**later), desk.house.promise(**later)
    with transaction() as session:
        session.get_one(FollowUp, tried).tries = 1
        assert claim(claimed, desk.who)
    desk.can_make(0)
    assert desk.press() == (1, 9)
    assert desk.letters() == {may}


def test_the_letter_is_written_once_in_the_words_kept_for_it(desk: Desk):
    desk.house.promise(step_id=desk.call, step_key="contact", language="ko")
    desk.can_make(0)
    desk.press()
    assert write_due_letters("https://houselights.example") == 1
    assert write_due_letters("https://houselights.example") == 0
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.language, letter.words["subject"]) == ("step", "ko", "언제 통화할까요?")
    assert "Min-ji Seo님, 답장해 주세요." in letter.words["text"]
    assert "/stop/" in letter.words["text"]


def test_a_letter_that_is_not_due_yet_waits(desk: Desk):
    desk.house.promise(step_id=desk.call, step_key="contact", due_at=clock.now() + timedelta(days=2))
    desk.can_make(0)
    assert desk.press() == (1, 0)
    assert write_due_letters("https://houselights.example") == 0


def test_it_stays_planned_once_and_what_follows_the_call_does_not_follow_the_letter(desk: Desk):
    invented.step(desk.book_id, "visit", "task", condition={"after": "contact", "outcome": "reached"})
    (call,) = desk.calls(1)
    desk.can_make(0)
    desk.press()
    with transaction() as session:
        assert plan.plan_after(session.get_one(FollowUp, call), "sent", clock.now()) == []


def test_nobody_claims_a_call_that_has_just_become_a_letter(desk: Desk):
    (call,) = desk.calls(1)
    desk.can_make(0)
    desk.press()
    with transaction():
        assert not claim(call, desk.who)


def test_a_claimed_call_stays_its_callers(desk: Desk):
    (call,) = desk.calls(1)
    claim_follow_up(call, Worker(desk.who, None, careful=True))
    desk.can_make(0)
    assert desk.press() == (0, 1)
    with pytest.raises(HeldAlready):
        claim_follow_up(call, Worker(invented.account("organizer"), None, careful=True))


def test_it_leaves_a_trace_with_the_count(desk: Desk):
    desk.calls(3)
    desk.can_make(1)
    desk.press()
    traced = db.session.scalars(select(Trace).where(Trace.deed == "calls became letters")).one()
    assert (traced.account_id, traced.about_id, traced.detail) == (desk.who, desk.book_id, "2")


def test_words_that_letters_wait_for_are_changed_but_not_taken_away(desk: Desk):
    desk.calls(1)
    desk.can_make(0)
    desk.press()
    with pytest.raises(instead.InsteadAwaited):
        write_instead(desk.call, {}, desk.who)
    write_instead(desk.call, {"en": ("Another", "Text")}, desk.who)
    write_due_letters("https://houselights.example")
    with transaction() as session:
        session.get_one(FollowUp, next(iter(desk.letters()))).channel = "call"
    write_instead(desk.call, {}, desk.who)
    assert db.session.get_one(Step, desk.call).words == {"en": {"text": "Hello"}}


def at_once(app: Flask, deed: Callable[[], None]) -> None:
    def go() -> None:
        with app.app_context():
            deed()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_presses_at_once_do_what_one_would_have_done(app: Flask, desk: Desk):
    desk.calls(8)
    desk.can_make(6)
    between = threading.Barrier(2)

    def careless() -> None:
        """Reckon first, then take: what holding the playbook is there to prevent."""
        over = surplus.of(db.session.get_one(Playbook, desk.book_id)).over
        between.wait(20)
        with transaction():
            editing.lock(desk.book_id)
            surplus.turn(list(surplus._turnable(db.session.get_one(Playbook, desk.book_id), lock=True))[:over])

    at_once(app, careless)
    assert len(desk.letters()) == 4, "the race is real"
    desk.can_make(2)
    gate, told = threading.Barrier(2), []

    def press() -> None:
        gate.wait(20)
        told.append(desk.press())

    at_once(app, press)
    assert sorted(told) == [(0, 0), (2, 0)]
    assert len(desk.letters()) == 6
