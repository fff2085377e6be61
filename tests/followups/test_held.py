"""Until the address is confirmed one letter goes, and one reminder; calls and tasks do not wait."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from tests import invented, world
from tests.held_world import LATER, START, another, held, planned, reached_by, signs_up, work
from tests.letters_world import BASE_URL
from tests.smtp import Post
from tracker import clock
from tracker.allies import person as allies
from tracker.allies.ally import Ally
from tracker.arrivals import welcome as arrivals
from tracker.followups import by_hand, counting, editing, outcomes, surplus
from tracker.followups import person as followups
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.followups.recording import Told
from tracker.letters import person as letters
from tracker.letters.letter import Letter
from tracker.letters.return_path import return_path
from tracker.screenings.campaign import Campaign
from tracker.screenings.campaigns import CampaignFacts
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import define_campaign, write_due_letters
from tracker.usecases.claim_follow_up import claim_follow_up
from tracker.usecases.confirm_address import confirm_address
from tracker.usecases.note_answer import note_answer
from tracker.usecases.receive_mail import receive_mail
from tracker.usecases.record_outcome import record_outcome
from tracker.usecases.self_report import self_report
from tracker.usecases.stop_contact import stop_contact
from tracker.usecases.undo_outcome import undo_outcome


def test_the_first_letter_goes_the_others_wait_and_the_call_does_not(here: Screening):
    ally = signs_up(here, "host")
    assert held(ally) == {"invite_give", "check_in"}
    first = planned(ally)
    assert (first["thanks"].held, first["thanks"].due_at) == (False, START)
    assert (first["contact"].held, first["contact"].channel) == (False, "call")
    assert first["remind"].due_at == START + timedelta(hours=48) and not first["remind"].held


def test_who_never_confirms_gets_two_letters_in_all_and_nothing_says_late(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    ally = signs_up(here)
    for _ in range(30):
        got = work(smtp)
        traveller.shift(timedelta(days=3))
    assert got == ["Thank you for raising your hand", "Is this your address?"]
    assert held(ally) == LATER
    last = [each for each in smtp.letters if each.recipients == ["minji@example.org"]][-1]
    text = last.message.get_body(("plain",)).get_content()
    assert f"{BASE_URL}/confirm/" in text and "Beyond Utopia" not in text
    waiting = counting.waiting_of([here.id])[here.id]
    assert (waiting.open, waiting.due, waiting.late) == (4, 0, 0)
    campaign = counting.waiting_in(here.campaign_id)
    assert (campaign.open, campaign.due, campaign.late) == (4, 0, 0)


def test_confirming_lets_all_go_timed_from_that_moment_and_ends_the_reminder(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    ally = signs_up(here)
    work(smtp)
    traveller.shift(timedelta(hours=20))
    assert confirm_address(ally)
    now = planned(ally)
    assert not held(ally)
    assert now["learn"].due_at == clock.now() + timedelta(days=2)
    # By the clock on the wall: summer time ends in between.
    assert now["invite_give"].due_at == clock.now() + timedelta(days=14, hours=1)
    assert now["learn"].late_at == now["learn"].due_at + timedelta(hours=72)
    assert (now["remind"].state, now["remind"].outcome) == ("closed", "not needed")
    for _ in range(12):
        traveller.shift(timedelta(days=4))
        got = work(smtp)
    assert len(got) == 1 + len(LATER) and "Is this your address?" not in got
    assert not confirm_address(ally)


def test_a_reminder_that_is_written_already_does_not_leave_once_they_have_confirmed(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    ally = signs_up(here)
    work(smtp)
    traveller.shift(timedelta(days=3))
    write_due_letters.write_due_letters(BASE_URL)
    confirm_address(ally)
    assert work(smtp) == ["Thank you for raising your hand"]
    letter = db.session.scalars(select(Letter).where(Letter.follow_up_id == planned(ally)["remind"].id)).one()
    assert (letter.kind, letter.state) == ("remind", "withdrawn")


def test_being_reached_confirms_and_a_slip_of_the_finger_is_taken_back(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    rosa = invented.account("organizer")
    ally = signs_up(here, "host", phone="+15125550142")
    work(smtp)
    traveller.shift(timedelta(days=3))
    write_due_letters.write_due_letters(BASE_URL)
    before = {key: (each.held, each.due_at, each.late_at, each.state) for key, each in planned(ally).items()}
    attempt = reached_by(rosa, ally)
    assert not held(ally) and planned(ally)["remind"].outcome == "not needed"
    assert db.session.get_one(Ally, ally).reached_at == clock.now()
    undo_outcome(attempt, rosa)
    assert {key: (each.held, each.due_at, each.late_at, each.state) for key, each in planned(ally).items()} == before
    assert db.session.get_one(Ally, ally).reached_at is None
    assert work(smtp)[-1] == "Is this your address?"


def test_two_calls_reach_them_and_one_is_a_slip_of_the_finger(here: Screening):
    rosa, ines = invented.account("organizer"), invented.account("organizer")
    ally = signs_up(here, "host", phone="+15125550142")
    before = {key: (each.held, each.due_at, each.state) for key, each in planned(ally).items() if key != "contact"}
    with transaction():
        by_hand.plan(ally, here.campaign_id, "by hand", "call", clock.now() + timedelta(days=1), None, once="second")
    attempts = []
    for account, why in ((rosa, None), (ines, "by hand")):
        who = Worker(account, None, careful=True)
        [call] = db.session.query(FollowUp).filter_by(ally_id=ally, channel="call", why=why).all()
        claim_follow_up(call.id, who)
        attempts.append(record_outcome(call.id, Told(outcomes.OUTCOMES["reached"]), who))
    undo_outcome(attempts[0], rosa)
    assert db.session.get_one(Ally, ally).reached_at == clock.now() and not held(ally)
    # Both were: nobody has spoken with them, and all stands as at first.
    undo_outcome(attempts[1], ines)
    assert db.session.get_one(Ally, ally).reached_at is None
    now = {key: (each.held, each.due_at, each.state) for key, each in planned(ally).items()}
    assert {key: now[key] for key in before} == before


def test_an_undo_leaves_what_their_own_link_has_confirmed_meanwhile(here: Screening):
    rosa = invented.account("organizer")
    ally = signs_up(here, "host", phone="+15125550142")
    attempt = reached_by(rosa, ally)
    confirm_address(ally)
    undo_outcome(attempt, rosa)
    assert not held(ally) and planned(ally)["remind"].state == "closed"


@pytest.mark.parametrize(
    ("outcome", "sure"), [("no answer", False), ("wrong number", False), ("asked to stop", False), ("stop calls", True)]
)
def test_only_who_was_spoken_with_is_reached(here: Screening, outcome: str, sure: bool):
    ally = signs_up(here, "host", phone="+15125550142")
    reached_by(invented.account("organizer"), ally, outcome)
    assert (db.session.get_one(Ally, ally).reached_at is not None) == sure


def _replies(ally_id: str) -> None:
    letter = db.session.scalars(select(Letter).where(Letter.ally_id == ally_id)).one()
    own = return_path(letter.id, "letters@houselights.example")
    raw = f"From: minji@example.org\nTo: {own}\nSubject: Re: hello\nMessage-ID: <a@example.org>\n\nGladly.\n"
    assert receive_mail(raw.encode(), [own]) == "reply"


def _presses(ally_id: str) -> None:
    self_report(planned(ally_id)["thanks"].id, "said not yet")


def _noted(ally_id: str) -> None:
    note_answer(planned(ally_id)["thanks"].id, invented.account("coordinator"), None)


@pytest.mark.parametrize("deed", [_replies, _presses, _noted])
def test_an_answer_to_our_letter_confirms_too(here: Screening, smtp: Post, deed: Callable[[str], None]):
    ally = signs_up(here)
    work(smtp)
    deed(ally)
    known = db.session.get_one(Ally, ally)
    assert (known.confirmed_at is None) == (deed is _noted) and (known.reached_at is None) == (deed is not _noted)
    assert not held(ally) and planned(ally)["remind"].outcome == "not needed"


def test_a_machine_that_answers_confirms_nothing(here: Screening, smtp: Post):
    ally = signs_up(here)
    work(smtp)
    letter = db.session.scalars(select(Letter).where(Letter.ally_id == ally)).one()
    own = return_path(letter.id, "letters@houselights.example")
    raw = f"From: minji@example.org\nTo: {own}\nAuto-Submitted: auto-replied\nSubject: Away\nMessage-ID: <b@example.org>\n\nAway.\n"
    assert receive_mail(raw.encode(), [own]) == "machine"
    assert held(ally) == LATER


def test_a_second_campaign_sends_an_unconfirmed_person_nothing_more(
    here: Screening, smtp: Post, traveller: time_machine.Traveller
):
    spring = another()
    signs_up(here)
    signs_up(here, email="noise@example.org")
    ally = signs_up(spring)
    of_spring = [each for each in db.session.query(FollowUp).filter_by(ally_id=ally, campaign_id=spring.campaign_id)]
    assert {each.step_key for each in of_spring} == LATER | {"thanks"}
    assert all(each.held for each in of_spring)
    for _ in range(20):
        got = work(smtp)
        traveller.shift(timedelta(days=3))
    assert len(got) == 2


def test_one_list_with_the_same_new_person_in_two_campaigns_plans_one_first_letter(here: Screening):
    spring = another()
    with transaction():
        told = arrivals.welcome([world.entry(at, email="two@example.org") for at in (here, spring)])
    mine = db.session.query(FollowUp).filter_by(ally_id=told[0].ally_id).all()
    assert [each.step_key for each in mine if not each.held and each.step_key != "remind"] == ["thanks"]
    assert sum(each.step_key == "remind" for each in mine) == 1


def test_a_campaign_that_does_not_ask_holds_nothing_and_reminds_nobody(here: Screening):
    ally = signs_up(another(asks=False))
    assert not held(ally) and "remind" not in planned(ally)
    # Letters that nobody held are no reason to hold the first one of a campaign that asks.
    signs_up(here)
    mine = db.session.query(FollowUp).filter_by(ally_id=ally, campaign_id=here.campaign_id, held=False)
    assert {each.step_key for each in mine} == {"thanks", "remind"}


def test_switched_off_it_lets_go_in_that_campaign_alone(here: Screening, traveller: time_machine.Traveller):
    spring = another()
    ally, other = signs_up(here), signs_up(spring, email="other@example.org")
    traveller.shift(timedelta(days=1))
    campaign = db.session.get_one(Campaign, here.campaign_id)
    facts = CampaignFacts(campaign.name, campaign.film_id, confirmed_first=False)
    define_campaign.change(here.campaign_id, facts)
    assert not held(ally) and planned(ally)["remind"].outcome == "not needed"
    assert planned(ally)["learn"].due_at == clock.now() + timedelta(days=2)
    assert held(other) == LATER


def test_who_confirmed_before_is_never_reminded_nor_held(here: Screening):
    ally = signs_up(here)
    confirm_address(ally)
    signs_up(another())
    mine = db.session.query(FollowUp).filter_by(ally_id=ally)
    assert not any(each.held for each in mine)
    assert sum(each.step_key == "remind" for each in mine) == 1


def test_confirming_twice_or_after_a_stop_keeps_consent_honest(here: Screening):
    from tracker.allies.consent import Consent

    ally = signs_up(here)
    confirm_address(ally)
    facts = select(Consent.source).where(Consent.ally_id == ally)
    assert list(db.session.scalars(facts)) == ["link"], "their yes was said at the signup, and by nothing since"
    stop_contact(ally)
    assert confirm_address(ally)
    assert db.session.get_one(Ally, ally).email_consent == "yes"
    assert not confirm_address(ally)


def test_what_follows_an_outcome_is_held_until_they_are_reached(here: Screening, smtp: Post):
    with transaction() as session:
        book = editing.playbook(editing.DEFAULT)
        words = {"en": {"subject": "After", "text": "After that."}}
        session.add(Step(
            playbook_id=book.id, key="after_call", position=50, title="After the call", channel="letter", words=words,
            condition={"after": "contact", "outcome": "wrong number"},
        ))  # fmt: skip
        session.add(Step(
            playbook_id=book.id, key="after_talk", position=51, title="After the talk", channel="letter", words=words,
            condition={"after": "contact", "outcome": "reached"},
        ))  # fmt: skip
    rosa = invented.account("organizer")
    one = signs_up(here, "host", email="one@example.org", phone="+15125550142")
    two = signs_up(here, "host", email="two@example.org", phone="+15125550143")
    reached_by(rosa, one, "wrong number")
    reached_by(rosa, two, "reached")
    assert planned(one)["after_call"].held
    assert not planned(two)["after_talk"].held


def test_a_call_of_somebody_unconfirmed_stays_a_call_when_there_are_too_many(here: Screening):
    with transaction():
        book = editing.playbook(editing.DEFAULT)
        book.calls_per_week = 0
        step = next(each for each in editing.steps_in(book.id) if each.key == "contact")
        step.words = {**step.words, "en": {**step.words["en"], "instead_subject": "Hello", "instead_text": "Hello."}}
    one = signs_up(here, "host", email="one@example.org", phone="+15125550142")
    two = signs_up(here, "host", email="two@example.org", phone="+15125550143")
    confirm_address(two)
    found = surplus.of(editing.playbook(editing.DEFAULT))
    assert found is not None
    assert [each.follow_up.ally_id for each in found.turnable] == [two] != [one]


def test_two_who_were_one_get_one_first_letter_and_one_reminder(here: Screening, smtp: Post):
    spring = another()
    one, two = signs_up(here, email="one@example.org"), signs_up(spring, email="two@example.org")
    with transaction():
        for room in (letters, followups, allies):
            room.move(one, two)
    mine = db.session.query(FollowUp).filter_by(ally_id=two).all()
    assert sum(each.state == "open" and each.step_key == "remind" for each in mine) == 1
    assert [each.campaign_id for each in mine if each.step_key == "thanks" and not each.held] == [spring.campaign_id]
    confirm_address(two)
    assert not any(each.held or (each.step_key == "remind" and each.state == "open") for each in planned(two).values())
