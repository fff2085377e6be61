"""Changing a step while follow-ups of it are open: what is chosen for them, and what somebody has begun."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.followups import editing, plan
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.followups.step_rules import Draft
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import edit_playbook

# A Tuesday, 10:40 in Austin.
PLANNED = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)
CALL = Draft("Ring them", "call", 24, 72, words={"en": {"subject": "", "text": "Hello"}})
LETTER = Draft("Write", "letter", 24, 72, words={"en": {"subject": "Hello", "text": "Hello"}})


class Book:
    """A step "ring" with four open follow-ups; another step and its follow-up make noise."""

    def __init__(self) -> None:
        self.rosa = invented.account("coordinator")
        self.house = House(self.rosa)
        self.book = invented.playbook()
        said = {"en": {"subject": "", "text": "Good day"}}
        self.step = invented.step(self.book, "ring", title="Ring", words=said, delay_hours=0)
        noise = invented.step(self.book, "noise")
        self.noise = self.promise(step_id=noise, step_key="noise")
        self.plain = self.promise()
        self.tried = self.promise()
        self.claimed = self.promise(claimed_by_id=self.rosa, claimed_until=clock.now() + timedelta(hours=1))
        with transaction() as session:
            session.get_one(FollowUp, self.tried).tries = 1
            for row in session.query(FollowUp):
                row.planned_at = PLANNED

    def promise(self, **values: object) -> str:
        return self.house.promise(**{"step_id": self.step, "step_key": "ring", "due_at": PLANNED, **values})

    def change(self, draft: Draft, open_ones: str | None = None) -> None:
        edit_playbook.change_step(editing.current(self.step).id, draft, self.rosa, open_ones)

    def one(self, follow_up: str) -> FollowUp:
        db.session.rollback()
        return db.session.get_one(FollowUp, follow_up)

    def now(self) -> Step:
        db.session.rollback()
        return editing.current(self.step)

    def was(self) -> Step:
        return db.session.get_one(Step, self.step)


@pytest.fixture
def book(app: Flask):
    with app.app_context():
        yield Book()


def test_a_change_is_refused_until_it_is_said_what_becomes_of_what_is_open(book: Book) -> None:
    for chosen in (None, "", "whatever"):
        with pytest.raises(editing.OpenUndecided):
            book.change(CALL, chosen)
    assert book.now().title == "Ring"
    # For whom it is says nothing about those who have it already.
    same = Draft("Ring", "call", 0, 72, {"kinds": ["campus"]}, {"en": {"subject": "", "text": "Good day"}})
    book.change(same)
    assert book.now().condition == {"kinds": ["campus"]} and book.now().version == 1


def test_left_as_it_was_planned_what_is_open_keeps_its_words_and_the_new_version_holds_from_now_on(book: Book) -> None:
    book.change(CALL, "leave")
    now, was = book.now(), book.was()
    assert (was.title, was.words["en"]["text"], was.hand) == ("Ring", "Good day", "point person")
    assert was.replaced_at is not None and now.id != was.id
    assert (now.title, now.key, now.version, now.position) == ("Ring them", "ring", 2, was.position)
    assert all(book.one(each).step_id == book.step for each in (book.plain, book.tried, book.claimed))
    assert book.one(book.plain).due_at == PLANNED
    assert [step.key for step in editing.steps_in(book.book)] == ["ring", "noise"]
    assert [
        step.id for step in plan.steps_of({book.house.campaign_id})[book.house.campaign_id] if step.key == "ring"
    ] == [now.id]
    # Nobody gets it twice: the key is the same.
    book.change(replace(CALL, title="Third"), "leave")
    assert book.now().version == 3


def test_changed_too_what_nobody_has_begun_is_planned_anew(book: Book) -> None:
    book.change(replace(CALL, clock_hours=5), "change")
    plain = book.one(book.plain)
    assert book.now().id == book.step, "in place"
    assert (plain.due_at, plain.late_at) == (PLANNED + timedelta(hours=24), PLANNED + timedelta(hours=29))
    assert all(book.one(each).due_at == PLANNED for each in (book.tried, book.claimed, book.noise))


def test_what_was_left_once_can_be_changed_later(book: Book) -> None:
    book.change(CALL, "leave")
    book.change(replace(CALL, delay_hours=48), "change")
    plain = book.one(book.plain)
    assert plain.step_id == book.now().id and plain.due_at == PLANNED + timedelta(hours=48)
    assert book.one(book.tried).step_id == book.step


def test_another_hand_holds_for_what_is_open_too(book: Book) -> None:
    with transaction() as session:
        session.get_one(FollowUp, book.plain).point_person_id = book.rosa
    book.change(replace(CALL, hand="pool"), "change")
    assert book.one(book.plain).point_person_id is None


def test_another_channel_takes_along_only_what_nobody_has_begun_and_who_can_be_reached_so(book: Book) -> None:
    silent = book.promise(ally_id=invented.ally(email_consent="no"))
    book.change(LETTER, "change")
    now = book.now()
    assert (book.one(book.plain).channel, book.one(book.plain).step_id) == ("letter", now.id)
    for each in (book.tried, book.claimed, silent):
        assert (book.one(each).channel, book.one(each).step_id) == ("call", book.step)
    assert book.was().channel == "call", "what somebody has begun keeps its words"


def test_a_letter_that_is_written_stays_as_it_was_written_until_it_is_closed_with_its_step(book: Book) -> None:
    book.change(LETTER, "change")
    letter = Letter(
        ally_id=book.one(book.plain).ally_id, follow_up_id=book.plain, kind="step", language="en", tries=0, trouble="",
        message_id=f"<{new_id()}@example.org>", state="waiting", due_at=clock.now(), written_at=clock.now(), urgency=1,
    )  # fmt: skip
    letter.recipient, letter.words = "somebody@example.org", {"subject": "s", "text": "t", "html": "h"}
    invented.write(letter)
    due = book.one(book.plain).due_at
    book.change(replace(LETTER, delay_hours=240), "change")
    assert book.one(book.plain).due_at == due
    with pytest.raises(editing.OpenUndecided):
        edit_playbook.archive_step(book.now().id, book.rosa)
    edit_playbook.archive_step(book.now().id, book.rosa, "close")
    assert db.session.get_one(Letter, letter.id).state == "withdrawn"
    assert (book.one(book.plain).state, book.one(book.plain).outcome) == ("closed", "withdrawn")
    assert book.one(book.tried).state == "closed", "those of earlier versions too"
    assert book.one(book.noise).state == "open"


def test_a_call_that_became_a_letter_is_not_made_a_call_again(book: Book) -> None:
    with transaction() as session:
        session.get_one(FollowUp, book.plain).channel = "letter"
    plain, other = book.plain, book.promise()
    book.change(replace(CALL, title="Ring them soon"), "change")
    assert [(book.one(each).channel, book.one(each).due_at > PLANNED) for each in (plain, other)] == [
        ("letter", False), ("call", True),
    ]  # fmt: skip


def test_archived_what_is_open_may_stay(book: Book) -> None:
    edit_playbook.archive_step(book.step, book.rosa, "leave")
    assert book.now().archived and book.one(book.plain).state == "open"


def test_a_form_that_was_opened_before_another_change_is_refused(book: Book) -> None:
    book.change(CALL, "leave")
    with pytest.raises(editing.ChangedMeanwhile):
        edit_playbook.change_step(book.step, replace(CALL, title="Mine"), book.rosa, "leave")
    assert book.now().title == "Ring them"


def test_a_new_version_is_not_planned_again_for_who_had_the_old_one(book: Book) -> None:
    ally = book.one(book.plain).ally_id
    facts = plan.facts.of_ally(db.session.get_one(invented.Ally, ally), clock.now())
    book.change(CALL, "leave")
    with transaction():
        plan.plan_signups(facts)
    db.session.rollback()
    rows = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == ally, FollowUp.step_key == "ring")).all()
    assert [row.id for row in rows] == [book.plain]


def test_a_campaign_s_own_copy_takes_along_hand_clock_and_what_the_team_can_make(book: Book) -> None:
    with transaction() as session:
        session.get_one(editing.Playbook, book.book).clock_hours = 48
        session.get_one(editing.Playbook, book.book).calls_per_week = 30
    book.change(replace(CALL, hand="in turn"), "leave")
    edit_playbook.give_own_playbook(book.house.campaign_id, book.rosa)
    own = editing.playbook(book.house.campaign_id)
    assert own is not None and (own.clock_hours, own.calls_per_week) == (48, 30)
    assert [(step.key, step.hand, step.version) for step in editing.steps_in(own.id)] == [
        ("ring", "in turn", 1), ("noise", "point person", 1),
    ]  # fmt: skip
