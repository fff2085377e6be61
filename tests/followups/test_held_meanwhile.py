"""Signing up, confirming and a worker at once; and who never confirms waits for somebody, in sight."""

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import invented, world
from tests.held_world import another, held, planned, reached_by, signs_up, work
from tests.letters_world import BASE_URL
from tests.smtp import Post
from tracker.arrivals import welcome as arrivals
from tracker.arrivals.entry import Entry
from tracker.finding import stuck
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import write_due_letters
from tracker.usecases.confirm_address import confirm_address
from tracker.usecases.see_to_unconfirmed import SeenToAlready, see_to_unconfirmed


def test_two_signups_at_once_plan_one_first_letter(here: Screening, app: Flask):
    """In two campaigns, for somebody known and for somebody new; the loser's letter waits."""
    spring = another()
    signs_up(another("Summer", asks=False))
    for email in ("minji@example.org", "new@example.org"):
        gate = threading.Barrier(2)
        told: list[str] = []

        entries = [world.entry(at, email=email) for at in (here, spring)]

        def raise_a_hand(entry: Entry, gate: threading.Barrier = gate, told: list[str] = told) -> None:
            with app.app_context():
                gate.wait()
                with transaction():
                    [welcomed] = arrivals.welcome([entry])
                told.append(str(welcomed.ally_id))

        threads = [threading.Thread(target=raise_a_hand, args=(entry,)) for entry in entries]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == 2 and len(set(told)) == 1
        asks = [here.campaign_id, spring.campaign_id]
        mine = select(func.count()).where(FollowUp.ally_id == told[0], FollowUp.campaign_id.in_(asks))
        db.session.rollback()
        assert db.session.scalar(mine.where(FollowUp.step_key == "thanks", ~FollowUp.held)) == 1
        assert db.session.scalar(mine.where(FollowUp.step_key == "thanks", FollowUp.held)) == 1
        assert db.session.scalar(mine.where(FollowUp.step_key == "remind")) == 1


def test_confirming_while_a_worker_writes_the_reminder_takes_it_back(
    here: Screening, app: Flask, smtp: Post, traveller: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
):
    ally = signs_up(here)
    work(smtp)
    traveller.shift(timedelta(days=3))
    confirming: list[threading.Thread] = []
    real = write_due_letters.outbox.write

    def confirms() -> None:
        with app.app_context():
            confirm_address(ally)

    def slowly(*values: object, **named: object) -> object:
        written = real(*values, **named)
        confirming.append(threading.Thread(target=confirms))
        confirming[0].start()
        confirming[0].join(0.5)
        return written

    monkeypatch.setattr(write_due_letters.outbox, "write", slowly)
    write_due_letters.write_due_letters(BASE_URL)
    monkeypatch.undo()
    confirming[0].join()
    assert work(smtp) == ["Thank you for raising your hand"]
    assert planned(ally)["remind"].outcome == "not needed" and not held(ally)


def test_signing_up_anew_while_confirming_leaves_nothing_held(
    here: Screening, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    """The signup has looked, and plans; the ally confirms meanwhile."""
    spring, ally = another(), signs_up(here)
    confirming: list[threading.Thread] = []
    real = arrivals.plan_signups

    def confirms() -> None:
        with app.app_context():
            confirm_address(ally)

    def slowly(*values: object) -> None:
        confirming.append(threading.Thread(target=confirms))
        confirming[0].start()
        confirming[0].join(0.5)
        real(*values)

    monkeypatch.setattr(arrivals, "plan_signups", slowly)
    signs_up(spring)
    confirming[0].join()
    assert not held(ally)


def test_who_is_unconfirmed_a_week_after_the_reminder_waits_for_somebody(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    everything = Worker("0" * 16, None, careful=True)

    def waiting() -> list[tuple[str, str]]:
        page = stuck.page_of(everything, "UTC")
        assert len(page.lines) == stuck.how_many(everything, "UTC")
        return [(line.row.ally_id, line.reason) for line in page.lines]

    ally, called = signs_up(here), signs_up(here, "host", email="called@example.org", phone="+15125550142")
    work(smtp)
    traveller.shift(timedelta(hours=49))
    work(smtp)
    traveller.shift(timedelta(days=6, hours=22))
    assert [each for each in waiting() if each[1] == "unconfirmed"] == []
    traveller.shift(timedelta(hours=3))
    work(smtp)
    assert [each for each in waiting() if each[1] == "unconfirmed"] == [(ally, "unconfirmed")]
    reached_by(invented.account("organizer"), called, "wrong number")
    assert {each[0] for each in waiting() if each[1] == "unconfirmed"} == {ally}
    confirm_address(ally)
    assert [each for each in waiting() if each[1] == "unconfirmed"] == []


@pytest.mark.parametrize("phone", ["+15125550142", None])
def test_who_waits_unconfirmed_is_called_or_left_in_peace_and_gone_from_the_list(
    here: Screening, smtp: Post, traveller: time_machine.Traveller, phone: str | None
):
    who = Worker(invented.account("organizer"), None, careful=False)
    ally = signs_up(here, phone=phone)
    for _ in range(4):
        work(smtp)
        traveller.shift(timedelta(days=3))
    [line] = stuck.page_of(who, "UTC").lines
    assert (line.row.ally_id, line.reason, line.callable) == (ally, "unconfirmed", bool(phone))
    assert see_to_unconfirmed(line.row.id, who) == bool(phone)
    assert stuck.how_many(who, "UTC") == 0 or phone
    assert not any(each.reason == "unconfirmed" for each in stuck.page_of(who, "UTC").lines)
    with pytest.raises(SeenToAlready):
        see_to_unconfirmed(line.row.id, who)
    open_calls = db.session.query(FollowUp).filter_by(ally_id=ally, channel="call", state="open").count()
    assert open_calls == (1 if phone else 0)
    confirm_address(ally)
    assert not held(ally)
