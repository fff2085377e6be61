"""What each outcome does, and that an undo leaves nothing of it."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import inspect, select

from tests import invented
from tests.invented import NOON, House
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.suppression import Suppression
from tracker.errors import NotThere
from tracker.followups import claiming, next_try, outcomes, recording
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.recording import Told
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.team.trace import Trace
from tracker.usecases.claim_follow_up import claim_follow_up
from tracker.usecases.note_answer import AnsweredAlready, note_answer
from tracker.usecases.record_outcome import record_outcome
from tracker.usecases.undo_outcome import undo_outcome

AUSTIN = ZoneInfo("America/Chicago")
COLUMNS = [attribute.key for attribute in inspect(FollowUp).column_attrs]


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def rosa(inside: Flask) -> str:
    return invented.account("organizer")


@pytest.fixture
def house(rosa: str) -> House:
    return House(rosa)


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def at_work(account_id: str) -> Worker:
    return Worker(account_id, None, careful=True)


def write_down(follow_up: str, outcome: str, who: str, **told: object) -> str:
    claim_follow_up(follow_up, at_work(who))
    return record_outcome(follow_up, Told(outcomes.OUTCOMES[outcome], **told), at_work(who))


def now_is(follow_up: str) -> FollowUp:
    db.session.rollback()
    return db.session.get_one(FollowUp, follow_up)


def letter_to(ally_id: str) -> str:
    letter = Letter(
        ally_id=ally_id, kind="step", language="en", message_id=f"<{ally_id}@example.org>", state="waiting", tries=0,
        due_at=clock.now(), written_at=clock.now(), trouble="",
    )  # fmt: skip
    letter.recipient = "min-ji@example.org"
    letter.words = {"subject": "", "text": "", "html": ""}
    invented.write(letter)
    return letter.id


CLOSING = [key for key, o in outcomes.OUTCOMES.items() if o.closes and "call" in o.channels and o.asks != "gift"]


@pytest.mark.parametrize("outcome", CLOSING)
def test_an_outcome_that_closes_closes_with_its_own_word_and_is_traced(house: House, rosa: str, outcome: str):
    follow_up, noise = house.promise(), house.promise()
    attempt = write_down(follow_up, outcome, rosa, note="spoke to a neighbour")
    row = now_is(follow_up)
    assert (row.state, row.outcome, row.tries, row.claimed_by_id) == ("closed", outcome, 1, None)
    written = db.session.get_one(Attempt, attempt)
    assert written.note == "spoke to a neighbour"
    assert b"neighbour" not in (written.note_sealed or b"")
    assert now_is(noise).state == "open"
    last = db.session.scalars(select(Trace).order_by(Trace.number.desc())).first()
    assert last is not None
    assert (last.deed, last.account_id, last.about_id, last.detail) == ("outcome written", rosa, row.ally_id, outcome)


def test_no_answer_comes_back_at_another_time_of_day_and_the_fourth_closes(noon, house: House, rosa: str):
    follow_up, hours = house.promise(), []
    for _ in range(3):
        write_down(follow_up, "no answer", rosa)
        row = now_is(follow_up)
        assert row.state == "open"
        assert row.late_at >= row.due_at + timedelta(hours=4)
        assert clock.now() + timedelta(hours=3) <= row.due_at <= clock.now() + timedelta(days=1, hours=3)
        hours.append(row.due_at.astimezone(AUSTIN).strftime("%H:%M"))
        noon.move_to(row.due_at + timedelta(minutes=10))
    assert hours == ["18:30", "14:30", "10:00"]
    write_down(follow_up, "no answer", rosa)
    row = now_is(follow_up)
    assert (row.state, row.outcome, row.tries) == ("closed", "not reached", 4)


def test_call_back_is_due_when_agreed_and_stays_with_whoever_agreed(noon, house: House, rosa: str):
    follow_up = house.promise()
    agreed = NOON + timedelta(days=2)
    write_down(follow_up, "call back", rosa, next_at=agreed)
    row = now_is(follow_up)
    assert (row.state, row.due_at, row.late_at) == ("open", agreed, agreed + timedelta(hours=1))
    assert (row.point_person_id, row.claimed_by_id) == (rosa, None)


@pytest.mark.parametrize(
    ("next_at", "refusal"),
    [
        (None, next_try.CallBackUnsaid),
        (NOON - timedelta(minutes=1), next_try.CallBackPast),
        (NOON + timedelta(days=181), next_try.CallBackFar),
    ],
)
def test_a_call_back_that_cannot_be_meant_is_refused_and_nothing_is_written(
    noon, house: House, rosa: str, next_at, refusal
):
    follow_up = house.promise()
    with pytest.raises(refusal):
        write_down(follow_up, "call back", rosa, next_at=next_at)
    assert now_is(follow_up).tries == 0
    assert not db.session.scalars(select(Attempt)).all()


def test_a_gift_is_kept_in_the_smallest_unit(house: House, rosa: str):
    follow_up = house.promise()
    write_down(follow_up, "gave", rosa, amount=4950, currency="USD")
    row = now_is(follow_up)
    assert (row.outcome, row.value, row.currency) == ("gave", 4950, "USD")


@pytest.mark.parametrize("amount", [None, 0, -5, 2_000_000_001, 10**30])
def test_a_gift_that_cannot_be_meant_is_refused(house: House, rosa: str, amount: int | None):
    follow_up = house.promise()
    with pytest.raises((recording.GiftUnsaid, recording.GiftAbsurd)):
        write_down(follow_up, "gave", rosa, amount=amount, currency="USD")
    assert now_is(follow_up).state == "open"


def test_stop_calls_ends_calls_and_texts_and_leaves_letters(house: House, rosa: str):
    follow_up = house.promise()
    ally_id = now_is(follow_up).ally_id
    call, letter, task = (
        invented.follow_up(ally_id, house.campaign_id, channel=each) for each in ("call", "letter", "task")
    )
    somebody_elses = house.promise()
    write_down(follow_up, "stop calls", rosa)
    assert now_is(call).outcome == "stop calls"
    assert now_is(somebody_elses).state == "open"
    assert now_is(letter).state == now_is(task).state == "open"
    ally = db.session.get_one(Ally, ally_id)
    assert (ally.phone_consent, ally.email_consent) == ("no", "yes")
    fact = db.session.scalars(select(Consent).where(Consent.answer == "no")).one()
    assert (fact.channel, fact.source, fact.account_id) == ("phone", "call", rosa)


def test_asked_to_stop_ends_everything_at_once_in_every_campaign(house: House, rosa: str):
    follow_up = house.promise()
    ally_id = now_is(follow_up).ally_id
    elsewhere = invented.follow_up(ally_id, invented.campaign(), channel="letter")
    letter, noise = letter_to(ally_id), letter_to(invented.ally())
    write_down(follow_up, "asked to stop", rosa)
    assert now_is(elsewhere).outcome == "asked to stop"
    assert db.session.get_one(Letter, letter).state == "withdrawn"
    assert db.session.get_one(Letter, noise).state == "waiting"
    ally = db.session.get_one(Ally, ally_id)
    assert (ally.phone_consent, ally.email_consent) == ("no", "no")
    assert {row.kind for row in db.session.scalars(select(Suppression))} == {"left"}


@pytest.mark.parametrize("outcome", ["asked to stop", "stop calls", "no answer", "gave", "wants to host"])
def test_an_undo_within_the_minute_leaves_everything_as_it_was(noon, house: House, rosa: str, outcome: str):
    book = invented.playbook()
    contact = invented.step(book, "contact")
    invented.step(book, "invite", "task", condition={"after": "contact", "outcome": outcome})
    follow_up = house.promise(step_id=contact)
    ally_id = now_is(follow_up).ally_id
    other, letter = invented.follow_up(ally_id, house.campaign_id), letter_to(ally_id)
    claim_follow_up(follow_up, at_work(rosa))
    before = {column: getattr(now_is(follow_up), column) for column in COLUMNS}
    attempt = write_down(follow_up, outcome, rosa, **({"amount": 5, "currency": "KRW"} if outcome == "gave" else {}))
    noon.shift(59)
    assert undo_outcome(attempt, rosa) == follow_up
    assert {column: getattr(now_is(follow_up), column) for column in before} == before
    assert now_is(other).state == "open"
    assert db.session.get_one(Letter, letter).state == "waiting"
    ally = db.session.get_one(Ally, ally_id)
    assert (ally.phone_consent, ally.email_consent) == ("yes", "yes")
    assert not db.session.scalars(select(Suppression)).all()
    assert {row.id for row in db.session.scalars(select(FollowUp))} == {follow_up, other}
    assert db.session.get_one(Attempt, attempt).undone_at == clock.now()
    with pytest.raises(recording.UndoneAlready):
        undo_outcome(attempt, rosa)


def test_an_undo_keeps_what_somebody_has_touched_since(noon, house: House, rosa: str):
    book = invented.playbook()
    contact = invented.step(book, "contact")
    invented.step(book, "invite", "task", condition={"after": "contact", "outcome": "wants to host"})
    attempt = write_down(house.promise(step_id=contact), "wants to host", rosa)
    planned = db.session.get_one(Attempt, attempt).changed["planned"]
    assert len(planned) == 1
    daniel = invented.account("coordinator", "Daniel")
    claim_follow_up(planned[0], at_work(daniel))
    undo_outcome(attempt, rosa)
    assert now_is(planned[0]).claimed_by_id == daniel


def test_an_undo_after_the_minute_by_another_or_against_a_newer_claim_is_refused(noon, house: House, rosa: str):
    daniel, follow_up = invented.account("coordinator", "Daniel"), house.promise()
    attempt = write_down(follow_up, "no answer", rosa)
    with pytest.raises(NotThere):
        undo_outcome(attempt, daniel)
    claim_follow_up(follow_up, at_work(daniel))
    with pytest.raises(claiming.HeldAlready):
        undo_outcome(attempt, rosa)
    noon.shift(61)
    with pytest.raises(recording.MinuteOver):
        undo_outcome(attempt, rosa)
    assert now_is(follow_up).tries == 1


def test_nobody_writes_an_outcome_on_what_another_holds_or_nobody_claimed_or_is_closed(house: House, rosa: str):
    daniel, follow_up = invented.account("coordinator", "Daniel"), house.promise()
    told = Told(outcomes.OUTCOMES["done"])
    with pytest.raises(claiming.ClaimFirst):
        record_outcome(follow_up, told, at_work(rosa))
    claim_follow_up(follow_up, at_work(daniel))
    with pytest.raises(claiming.HeldAlready):
        record_outcome(follow_up, told, at_work(rosa))
    record_outcome(follow_up, told, at_work(daniel))
    with pytest.raises(claiming.ClosedAlready):
        record_outcome(follow_up, told, at_work(daniel))
    assert len(db.session.scalars(select(Attempt)).all()) == 1


def test_an_answered_letter_plans_the_call_once(house: House, rosa: str):
    book = invented.playbook()
    learn = invented.step(book, "learn", "letter")
    answer = invented.step(book, "answer", "call", condition={"after": "any letter", "outcome": "answered"})
    sent = house.promise(step_id=learn, channel="letter", state="closed", outcome="sent", closed_at=clock.now())
    planned = note_answer(sent, rosa, None)
    assert [now_is(each).step_id for each in planned] == [answer]
    assert now_is(sent).outcome == "answered"
    with pytest.raises(AnsweredAlready):
        note_answer(sent, rosa, None)
    with pytest.raises(NotThere):
        note_answer(house.promise(), rosa, None)
    with pytest.raises(NotThere):
        note_answer(sent, rosa, frozenset({"elsewhere"}))
