"""Somebody changes their mind: whatever a "no" had ended goes on after the "yes" of their own link, and nobody is lost."""

from datetime import timedelta

import pytest
import time_machine

from tests import invented
from tests.held_world import another, held, here, planned, reached_by, signs_up, traveller, work
from tests.letters_world import BASE_URL
from tests.smtp import Post
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.letters.letter import Letter
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.change_consent import change_consent
from tracker.usecases.confirm_address import confirm_address
from tracker.usecases.stop_contact import stop_contact
from tracker.usecases.write_due_letters import write_due_letters

__all__ = ["here", "traveller"]

PHONE = "+15125550144"
WORDS = {"email": "May we write to you?", "phone": "May we call you?"}
BOTH_NO, BOTH_YES = {"email": "no", "phone": "no"}, {"email": "yes", "phone": "yes"}


def opened(ally: str) -> set[str]:
    db.session.rollback()
    mine = db.session.query(FollowUp).filter_by(ally_id=ally, state="open")
    return {str(each.step_key or each.why) for each in mine}


def states(ally: str) -> dict[str, tuple[object, ...]]:
    db.session.rollback()
    return {
        each.id: (each.state, each.outcome, each.due_at, each.late_at, each.point_person_id)
        for each in db.session.query(FollowUp).filter_by(ally_id=ally)
    }


@pytest.fixture
def host(here: Screening) -> str:
    """They want to host, left a number and have confirmed; no letter has left yet. Somebody else stopped for good."""
    other = signs_up(here, "host", email="gone@example.org", phone="+15125550155")
    stop_contact(other)
    ally = signs_up(here, "host", phone=PHONE)
    confirm_address(ally)
    return ally


@pytest.fixture(autouse=True)
def somebody_else_stays_stopped(here: Screening):
    yield
    db.session.rollback()
    gone = [each.id for each in db.session.query(Ally).filter_by(phone_consent="no", email_consent="no")]
    assert not db.session.query(FollowUp).filter(FollowUp.ally_id.in_(gone), FollowUp.state == "open").all()


def test_the_call_goes_on_when_calls_are_welcome_again(host: str, traveller: time_machine.Traveller) -> None:
    change_consent(host, {"phone": "no"}, WORDS)
    assert "contact" not in opened(host)
    traveller.shift(timedelta(days=40))
    assert change_consent(host, {"phone": "yes"}, WORDS)
    call = planned(host)["contact"]
    assert (call.state, call.outcome, call.tries) == ("open", None, 0)
    assert call.due_at == clock.now() and call.late_at == clock.now() + timedelta(hours=72)
    assert "again" not in opened(host)


def test_whatever_both_had_ended_goes_on_timed_from_now(host: str, traveller: time_machine.Traveller) -> None:
    before = opened(host)
    change_consent(host, BOTH_NO, WORDS)
    assert not opened(host)
    # Past the night in which clocks are put back: the hour on the wall stays.
    traveller.shift(timedelta(days=10))
    change_consent(host, BOTH_YES, WORDS)
    assert opened(host) == before
    giving = planned(host)["invite_give"]
    assert giving.due_at == clock.now() + timedelta(days=14, hours=1)


def test_twice_is_once(host: str, traveller: time_machine.Traveller) -> None:
    change_consent(host, BOTH_NO, WORDS)
    change_consent(host, BOTH_YES, WORDS)
    once = states(host)
    traveller.shift(timedelta(days=1))
    change_consent(host, BOTH_YES, WORDS)
    confirm_address(host)
    assert states(host) == once


def test_letters_alone_leave_the_call_closed_and_a_person_is_told(host: str, smtp: Post) -> None:
    stop_contact(host)
    assert confirm_address(host)
    assert opened(host) == {"thanks", "invite_give", "check_in", "again"}
    again = db.session.query(FollowUp).filter_by(ally_id=host, why="again").one()
    assert again.channel == "task" and again.late_at == clock.now() + timedelta(hours=72)
    stop_contact(host)
    confirm_address(host)
    assert db.session.query(FollowUp).filter_by(ally_id=host, why="again", state="open").count() == 1
    assert len(work(smtp)) == 1


def test_who_left_no_number_is_written_to_by_whoever_was_to_call(here: Screening) -> None:
    ally = signs_up(here, "host")
    stop_contact(ally)
    confirm_address(ally)
    assert "contact" in opened(ally) and "again" not in opened(ally)


def test_what_has_left_does_not_leave_again_and_what_waited_is_written_anew(
    host: str, smtp: Post, traveller: time_machine.Traveller
) -> None:
    assert len(work(smtp)) == 1
    stop_contact(host)
    confirm_address(host)
    assert opened(host) == {"invite_give", "check_in", "again"}
    traveller.shift(timedelta(days=15))
    assert len(work(smtp)) == 2


def test_a_letter_that_was_taken_back_before_it_left_is_written_anew(
    host: str, smtp: Post, traveller: time_machine.Traveller
) -> None:
    write_due_letters(BASE_URL)
    assert [each.state for each in db.session.query(Letter).filter_by(ally_id=host)] == ["waiting"]
    stop_contact(host)
    confirm_address(host)
    assert "thanks" in opened(host)
    assert len(work(smtp)) == len(work(smtp)) == 1


def test_a_letter_that_may_have_arrived_is_not_written_again(host: str, smtp: Post) -> None:
    write_due_letters(BASE_URL)
    with transaction() as session:
        session.query(Letter).filter_by(ally_id=host).one().tries = 1
    stop_contact(host)
    confirm_address(host)
    assert planned(host)["thanks"].outcome == "asked to stop"
    assert work(smtp) == []


def test_an_erasure_taken_back_and_then_a_yes(host: str) -> None:
    before = opened(host)
    ask_for_erasure(host)
    take_back_erasure(host)
    assert not opened(host)
    confirm_address(host)
    assert opened(host) == before - {"contact"} | {"again"}


def test_what_somebody_had_tried_is_not_begun_anew_but_told_of(here: Screening, host: str) -> None:
    caller = invented.account("coordinator", "Ines C.")
    reached_by(caller, host, "no answer")
    change_consent(host, BOTH_NO, WORDS)
    change_consent(host, BOTH_YES, WORDS)
    assert planned(host)["contact"].outcome == "withdrawn"
    assert opened(host) == {"thanks", "invite_give", "check_in", "again"}


def test_who_asked_a_caller_to_stop_and_says_yes_is_not_lost(host: str) -> None:
    reached_by(invented.account("coordinator", "Ines C."), host, "asked to stop")
    assert not opened(host)
    change_consent(host, BOTH_YES, WORDS)
    assert planned(host)["contact"].outcome == "asked to stop"
    assert opened(host) == {"thanks", "invite_give", "check_in", "again"}


def test_where_all_was_done_a_person_is_told(here: Screening) -> None:
    ally = signs_up(here)
    confirm_address(ally)
    with transaction() as session:
        for each in session.query(FollowUp).filter_by(ally_id=ally):
            each.state, each.outcome, each.closed_at = "closed", "sent", clock.now()
    # Calls, of which they had never said no: nothing to tell.
    change_consent(ally, {"phone": "yes"}, WORDS)
    assert not opened(ally)
    change_consent(ally, {"email": "no"}, WORDS)
    change_consent(ally, {"email": "yes"}, WORDS)
    assert opened(ally) == {"again"}
    change_consent(ally, {"email": "no"}, WORDS)
    change_consent(ally, {"email": "yes"}, WORDS)
    assert opened(ally) == {"again"}
    assert db.session.query(FollowUp).filter_by(ally_id=ally, why="again").count() == 1


def test_a_step_that_is_archived_or_was_replaced(host: str) -> None:
    stop_contact(host)
    with transaction() as session:
        session.query(Step).filter_by(key="invite_give").one().archived = True
        old = session.query(Step).filter_by(key="check_in").one()
        old.replaced_at = clock.now()
        session.flush()
        values = {name: getattr(old, name) for name in ("playbook_id", "key", "position", "title", "channel", "words")}
        session.add(new := Step(**values, version=2, condition={}, delay_hours=48))
        session.flush()
        new_id = new.id
    change_consent(host, {"email": "yes"}, WORDS)
    assert opened(host) == {"thanks", "check_in", "again"}
    check_in = planned(host)["check_in"]
    assert check_in.step_id == new_id and check_in.due_at == clock.now() + timedelta(days=2)


def test_the_point_person_stays_if_still_here(here: Screening, host: str) -> None:
    stays, leaves = invented.account("organizer", "Rosa"), invented.account("organizer", "Pavel")
    mine, yours = planned(host)["contact"].id, planned(host)["thanks"].id
    with transaction() as session:
        session.get_one(FollowUp, mine).point_person_id = stays
        session.get_one(FollowUp, yours).point_person_id = leaves
    change_consent(host, BOTH_NO, WORDS)
    with transaction():
        db.session.get_one(Account, leaves).active = False
    change_consent(host, BOTH_YES, WORDS)
    assert planned(host)["contact"].point_person_id == stays
    assert planned(host)["thanks"].point_person_id != leaves


def test_who_never_confirmed_gets_one_letter_and_the_reminder_all_the_same(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
) -> None:
    """The link was handed over by the team: it says nothing about the address."""
    ally = signs_up(here)
    before = held(ally)
    change_consent(ally, {"email": "no"}, WORDS)
    assert not opened(ally)
    change_consent(ally, {"email": "yes"}, WORDS)
    assert held(ally) == before and {"thanks", "remind"} <= opened(ally)
    for _ in range(5):
        traveller.shift(timedelta(days=10))
        work(smtp)
    assert len(work(smtp)) == 2


def test_what_the_house_itself_took_back_goes_on_once_the_address_is_free(here: Screening, smtp: Post) -> None:
    ally = signs_up(here)
    with transaction():
        suppress("minji@example.org", None, "", "left")
    assert work(smtp) == []
    assert planned(ally)["thanks"].outcome == "withdrawn"
    confirm_address(ally)
    assert len(work(smtp)) == 1


def test_each_campaign_goes_on_by_itself(host: str) -> None:
    signs_up(another(), phone=PHONE)
    before = len(db.session.query(FollowUp).filter_by(ally_id=host, state="open").all())
    change_consent(host, BOTH_NO, WORDS)
    change_consent(host, BOTH_YES, WORDS)
    assert len(db.session.query(FollowUp).filter_by(ally_id=host, state="open").all()) == before
