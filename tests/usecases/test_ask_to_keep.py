""" "Shall we keep in touch?": one letter a month before the time is over, to whom letters may go; yes begins the time anew."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from tests import world
from tests.letters_world import BASE_URL
from tests.wanting_out import ADDRESS, Out, letters_of, welcomed
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.keeping import retention
from tracker.keeping.keep_question import KeepQuestion
from tracker.letters.dead_address import mark_dead
from tracker.letters.letter import Letter
from tracker.letters.outbox import KEEP
from tracker.screenings.campaign import Campaign
from tracker.store import links
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.ask_to_keep import ask_to_keep
from tracker.usecases.erase_due import erase_due
from tracker.usecases.keep_in_touch import NothingHeld, keep_in_touch, let_end

SIGNED_UP = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)
# 18 months later they are kept for the last day; a month before that they are asked.
LAST, ASKED = date(2025, 4, 24), datetime(2025, 3, 24, 9, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(SIGNED_UP, tick=False) as traveller:
        yield traveller


@pytest.fixture
def out(app: Flask, at: time_machine.Traveller) -> Iterator[Out]:
    with app.app_context():
        out = Out(app)
        confirm(out.ally_id)
        yield out


def confirm(*ally_ids: str) -> None:
    with transaction() as session:
        session.execute(update(Ally).where(Ally.id.in_(ally_ids)).values(confirmed_at=SIGNED_UP))


def asked(ally_id: str) -> list[Letter]:
    return [letter for letter in letters_of(ally_id) if letter.kind == KEEP]


def question(ally_id: str) -> KeepQuestion:
    db.session.rollback()
    return db.session.query(KeepQuestion).filter_by(ally_id=ally_id).order_by(KeepQuestion.made_at.desc()).first()


def held(ally_id: str) -> bool:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id).contact_sealed is not None


def test_one_letter_a_month_before_and_none_again_in_the_same_period(out: Out, at: time_machine.Traveller) -> None:
    at.move_to(ASKED - timedelta(days=1))
    assert ask_to_keep(BASE_URL) == 0
    at.move_to(ASKED)
    assert ask_to_keep(BASE_URL) == 1, "the other has not said whose address it is"
    [letter] = asked(out.ally_id)
    assert (letter.recipient, letter.words["subject"]) == (ADDRESS, "Shall we keep in touch?")
    for _ in range(3):
        at.shift(timedelta(days=7))
        assert ask_to_keep(BASE_URL) == 0
    assert len(asked(out.ally_id)) == 1


def test_neither_subject_nor_words_say_what_it_is_about_and_every_way_out_is_in_it(
    out: Out, at: time_machine.Traveller
) -> None:
    at.move_to(ASKED)
    ask_to_keep(BASE_URL)
    words = asked(out.ally_id)[0].words
    whole = words["subject"] + words["text"] + words["html"]
    assert not [
        word for word in ("Utopia", "film", "Korea", "screening", "Barton", "Austin") if word.lower() in whole.lower()
    ]
    for page in ("keep", "stop", "me"):
        assert f"{BASE_URL}/{page}/" in words["text"] and f"{BASE_URL}/{page}/" in words["html"]
    assert "24 Apr 2025" in words["text"]


def test_who_says_yes_is_kept_for_another_period_and_asked_again_at_its_end(
    out: Out, at: time_machine.Traveller
) -> None:
    at.move_to(ASKED)
    ask_to_keep(BASE_URL)
    at.shift(timedelta(days=20))
    assert keep_in_touch(question(out.ally_id).id) is True
    assert keep_in_touch(question(out.ally_id).id) is False, "twice is once"
    at.move_to(datetime(2025, 5, 1, tzinfo=UTC))
    assert erase_due() == 1
    assert held(out.ally_id) and not held(out.other_id)
    assert retention.last_day_of(db.session.get_one(Ally, out.ally_id)) == date(2026, 10, 13)
    at.move_to(datetime(2026, 9, 14, tzinfo=UTC))
    assert ask_to_keep(BASE_URL) == 1
    assert len(asked(out.ally_id)) == 2
    at.move_to(datetime(2026, 10, 14, tzinfo=UTC))
    assert erase_due() == 1 and not held(out.ally_id)


def test_who_says_nothing_is_erased_on_the_day_that_the_letter_named(out: Out, at: time_machine.Traveller) -> None:
    at.move_to(ASKED)
    ask_to_keep(BASE_URL)
    assert question(out.ally_id).ends_on == LAST
    at.move_to(datetime(2025, 4, 24, 23, 59, tzinfo=UTC))
    assert erase_due() == 0
    at.move_to(datetime(2025, 4, 25, tzinfo=UTC))
    assert erase_due() == 2 and not held(out.ally_id)
    with pytest.raises(NothingHeld):
        keep_in_touch(question(out.ally_id).id)


def test_let_it_end_hides_at_once_and_can_be_taken_back_for_a_while(out: Out, at: time_machine.Traveller) -> None:
    at.move_to(ASKED)
    ask_to_keep(BASE_URL)
    assert let_end(question(out.ally_id).id) == let_end(question(out.ally_id).id) == out.ally_id
    assert not held(out.ally_id) and question(out.ally_id).answer == "end"
    at.shift(timedelta(hours=20))
    assert erase_due() == 1


@pytest.mark.parametrize("how", ["no letters", "suppressed", "dead", "phone alone", "unconfirmed"])
def test_who_may_not_be_written_to_is_not_asked(out: Out, at: time_machine.Traveller, how: str) -> None:
    if how == "phone alone":
        quiet = welcomed(out.here, email=None, phone="+15125550199")
        confirm(quiet)
    else:
        quiet = welcomed(out.here, email="quiet@example.org")
        if how != "unconfirmed":
            confirm(quiet)
    with transaction() as session:
        if how == "no letters":
            session.get_one(Ally, quiet).email_consent = "no"
        elif how == "suppressed":
            suppress("quiet@example.org", None, "", "never again")
        elif how == "dead":
            mark_dead("quiet@example.org", "5.1.1")
    at.move_to(ASKED)
    assert ask_to_keep(BASE_URL) == 1
    assert (asked(quiet), len(asked(out.ally_id))) == ([], 1)
    assert ask_to_keep(BASE_URL) == 0, "and is not looked at every night"


def test_mixed_periods_the_longest_counts_and_short_ones_are_not_asked_the_day_after(
    out: Out, at: time_machine.Traveller
) -> None:
    brief, elsewhere = world.one_screening(), world.one_screening()
    with transaction() as session:
        session.get_one(Campaign, brief.campaign_id).retention_months = 1
        session.get_one(Campaign, elsewhere.campaign_id).retention_months = 24
    short = welcomed(brief, email="short@example.org")
    welcomed(elsewhere, email=ADDRESS)
    confirm(short)
    assert ask_to_keep(BASE_URL) == 0
    at.move_to(ASKED)
    assert ask_to_keep(BASE_URL) == 0, "two years, for who is in both"
    at.move_to(datetime(2025, 9, 24, 9, tzinfo=UTC))
    assert ask_to_keep(BASE_URL) == 1


def test_a_letter_that_waits_stays_at_home_once_they_have_given_a_sign(out: Out, at: time_machine.Traveller) -> None:
    at.move_to(ASKED)
    ask_to_keep(BASE_URL)
    at.shift(timedelta(hours=1))
    welcomed(out.here, email=ADDRESS)
    ask_to_keep(BASE_URL)
    assert [letter.state for letter in asked(out.ally_id)] == ["withdrawn"]


def test_after_a_worker_was_away_nobody_is_asked_who_could_not_answer_in_time(
    out: Out, at: time_machine.Traveller
) -> None:
    at.move_to(datetime(2025, 4, 20, tzinfo=UTC))
    assert ask_to_keep(BASE_URL) == 0
    assert (question(out.ally_id).asked, asked(out.ally_id)) == (False, [])


def test_two_workers_at_once_write_one_letter(out: Out, at: time_machine.Traveller) -> None:
    at.move_to(ASKED)
    db.session.remove()
    written: list[int] = []

    def work() -> None:
        with out.app.app_context():
            written.append(ask_to_keep(BASE_URL))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(written) == [0, 0, 1]
    assert len(asked(out.ally_id)) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_page_of_the_letter_keeps_by_its_button_alone(out: Out, at: time_machine.Traveller) -> None:
    at.move_to(ASKED)
    ask_to_keep(BASE_URL)
    before = db.session.get_one(Ally, out.ally_id).acted_at
    path = asked(out.ally_id)[0].words["text"].partition(BASE_URL)[2].split("?")[0]
    client = out.app.test_client()
    assert client.get(path).status_code == 200 and client.head(path).status_code == 200
    db.session.rollback()
    assert db.session.get_one(Ally, out.ally_id).acted_at == before
    assert "Your time with us begins anew" in client.post(path).text
    db.session.rollback()
    assert db.session.get_one(Ally, out.ally_id).acted_at == clock.now() > before
    assert client.post(f"/keep/{links.sign('stop', question(out.ally_id).id)}").status_code == 404
