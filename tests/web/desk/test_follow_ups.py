"""The card of one follow-up: who may open it, what it shows, what can be written on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests import invented
from tests.drawn import so_many
from tests.invented import NOON, House
from tracker.allies.ally import Ally
from tracker.followups.followup import Attempt, FollowUp
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace

SignIn = Callable[[str], FlaskClient]


def claimed(client: FlaskClient, follow_up: str) -> str:
    assert client.post("/desk/claim", data={"claim": follow_up}).status_code == 303
    return f"/desk/follow-ups/{follow_up}"


def test_the_card_shows_who_to_call_and_that_it_was_opened_is_traced(browser_for: SignIn, house: House, rosa: str):
    follow_up, client = house.promise(), browser_for(rosa)
    answer = client.get(claimed(client, follow_up))
    page = answer.get_data(as_text=True)
    assert 'href="tel:+15125550147"' in page
    assert "(512) 555-0147" in page
    assert ">Min-ji</h1>" in page
    assert answer.headers["Cache-Control"] == "no-store"
    shown = db.session.scalars(select(Trace).where(Trace.deed == "card shown")).one()
    assert shown.account_id == rosa
    assert shown.about_id == db.session.get_one(FollowUp, follow_up).ally_id


def test_a_korean_ally_is_addressed_by_the_whole_name(browser_for: SignIn, house: House, rosa: str):
    client = browser_for(rosa)
    page = client.get(claimed(client, house.promise(language="ko", name="서민지"))).get_data(as_text=True)
    assert "서민지 님</h1>" in page
    assert "Korean" in page


@pytest.mark.parametrize("role", ["caller", "organizer", "coordinator", "administrator"])
def test_nobody_opens_a_card_that_they_have_not_claimed(browser_for: SignIn, house: House, role: str):
    somebody = invented.account(role, "Somebody")
    invented.write(WorksOn(account_id=somebody, campaign_id=house.campaign_id))
    follow_up, client = house.promise(), browser_for(somebody)
    refused = client.get(f"/desk/follow-ups/{follow_up}")
    assert refused.status_code == 403
    assert "5550147" not in refused.get_data(as_text=True)
    other = browser_for(invented.account("coordinator"))
    claimed(other, follow_up)
    assert client.get(f"/desk/follow-ups/{follow_up}").status_code == 409
    assert not db.session.scalars(select(Trace).where(Trace.account_id == somebody)).all()


def test_a_card_of_a_campaign_of_others_is_not_there_and_a_viewer_opens_none(browser_for: SignIn, house: House):
    follow_up = house.promise()
    for role, status in (("caller", 404), ("organizer", 404), ("viewer", 403)):
        client = browser_for(invented.account(role))
        assert client.get(f"/desk/follow-ups/{follow_up}").status_code == status
        assert client.post("/desk/claim", data={"claim": follow_up}).status_code == status


def test_the_point_person_opens_it_without_a_claim_unless_another_is_at_it(
    browser_for: SignIn, house: House, rosa: str
):
    follow_up, client = house.promise(point_person_id=rosa), browser_for(rosa)
    assert client.get(f"/desk/follow-ups/{follow_up}").status_code == 200
    claimed(browser_for(invented.account("coordinator")), follow_up)
    assert client.get(f"/desk/follow-ups/{follow_up}").status_code == 409


def test_the_script_is_in_the_allys_language_with_the_desks_as_the_other(browser_for: SignIn, house: House, rosa: str):
    words = {"en": {"text": "Hello {call}, you watched {film} at {where}."}, "ko": {"text": "{call}님, 안녕하세요."}}
    step = invented.step(invented.playbook(), "contact", words=words)
    client = browser_for(rosa)
    address = claimed(client, house.promise(step_id=step, language="ko", name="서민지"))
    page = client.get(address).get_data(as_text=True)
    assert "서민지님, 안녕하세요." in page
    assert "you watched" not in page
    assert "English" in page
    page = client.get(f"{address}?script=en").get_data(as_text=True)
    assert "you watched Beyond Utopia at Barton Street Cinema, Austin." in page


def test_an_outcome_leads_back_to_today(browser_for: SignIn, house: House, rosa: str):
    client = browser_for(rosa)
    answer = client.post(claimed(client, house.promise()), data={"outcome": "reached", "note": "Friday suits"})
    assert answer.status_code == 303
    assert answer.location.endswith("/desk/")


def test_a_call_back_is_by_the_clock_where_they_watched(browser_for: SignIn, house: House, rosa: str):
    with time_machine.travel(NOON, tick=False):
        follow_up, client = house.promise(), browser_for(rosa)
        client.post(claimed(client, follow_up), data={"outcome": "call back", "call_back_at": "2023-10-25T19:15"})
        db.session.rollback()
        due = db.session.get_one(FollowUp, follow_up).due_at
        assert due.isoformat() == "2023-10-26T00:15:00+00:00"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"outcome": ""}, "Choose how it went."),
        ({"outcome": "sent"}, "Choose how it went."),
        ({"outcome": "call back"}, "Write the day and time"),
        ({"outcome": "call back", "call_back_at": "2023-10-24T10:00"}, "That time is over"),
        ({"outcome": "call back", "call_back_at": "0001-01-01T00:00"}, "more than six months"),
        ({"outcome": "call back", "call_back_at": "2024-03-10T02:30"}, "Clocks go forward"),
        ({"outcome": "gave", "amount": "", "currency": "USD"}, "Write the amount in figures"),
        ({"outcome": "gave", "amount": "9" * 5000, "currency": "USD"}, "Write the amount in figures"),
        ({"outcome": "gave", "amount": "99999999999", "currency": "USD"}, "below 20 million"),
        ({"outcome": "gave", "amount": "0", "currency": "USD"}, "above zero"),
        ({"outcome": "gave", "amount": "1.5", "currency": "KRW"}, "no such small coin"),
        ({"outcome": "gave", "amount": "5", "currency": "\x00"}, "Choose the currency"),
        ({"outcome": "done", "note": "a\x00b"}, "cannot be printed"),
        ({"outcome": "done", "note": "x" * 2001}, "2,000 characters"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field_and_nothing_is_written(
    browser_for: SignIn, house: House, rosa: str, sent: dict[str, str], said: str
):
    with time_machine.travel(NOON if "2024" not in str(sent) else NOON + timedelta(days=60), tick=False):
        follow_up, client = house.promise(), browser_for(rosa)
        answer = client.post(claimed(client, follow_up), data={"note": "kept", **sent})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert said in page
        assert "kept" in page or "note" in sent
        db.session.rollback()
        assert db.session.scalar(select(func.count(Attempt.id))) == 0
        assert db.session.get_one(FollowUp, follow_up).state == "open"


@pytest.mark.parametrize(("text", "units"), [("50", 5000), ("49.50", 4950), ("49,5", 4950), ("1,250", 125000)])
def test_amounts_are_read_as_people_write_them(browser_for: SignIn, house: House, rosa: str, text: str, units: int):
    follow_up, client = house.promise(), browser_for(rosa)
    client.post(claimed(client, follow_up), data={"outcome": "gave", "amount": text, "currency": "USD"})
    db.session.rollback()
    assert db.session.get_one(FollowUp, follow_up).value == units


def test_a_closed_card_no_longer_opens(browser_for: SignIn, house: House, rosa: str):
    client = browser_for(rosa)
    address = claimed(client, house.promise())
    client.post(address, data={"outcome": "done"})
    assert client.get(address).status_code == 409
    assert client.post(address, data={"outcome": "done"}).status_code == 409


def test_given_back_it_is_free_for_the_next(browser_for: SignIn, house: House, rosa: str):
    follow_up, client = house.promise(), browser_for(rosa)
    assert client.post(f"{claimed(client, follow_up)}/give-back").status_code == 303
    claimed(browser_for(invented.account("coordinator")), follow_up)


def test_a_note_is_read_by_who_makes_the_next_call(browser_for: SignIn, house: House, rosa: str):
    with time_machine.travel(NOON, tick=False) as traveller:
        follow_up, client = house.promise(), browser_for(rosa)
        client.post(claimed(client, follow_up), data={"outcome": "no answer", "note": "dog barked"})
        traveller.shift(timedelta(hours=9))
        client = browser_for(rosa)
        page = client.get(claimed(client, follow_up)).get_data(as_text=True)
        assert "dog barked" in page
        assert "No answer" in page


@pytest.mark.parametrize("path", ["%00", "x", "0" * 16, "../../etc/passwd", "%F0%9F%8E%AC", "a" * 3000])
def test_an_address_that_nobody_made_is_not_there(browser_for: SignIn, house: House, rosa: str, path: str):
    client = browser_for(rosa)
    assert client.get(f"/desk/follow-ups/{path}").status_code == 404
    assert client.post(f"/desk/follow-ups/{path}", data={"outcome": "done"}).status_code == 404


TEXT = st.text(max_size=60) | st.sampled_from(
    ["\x00", "9" * 5000, "-1", "1e999", "NaN", "2023-10-24T25:61", "'; --", "{{7*7}}"]
)


def test_nothing_sent_to_the_form_breaks_it(browser_for: SignIn, house: House, rosa: str):
    client, follow_up = browser_for(rosa), house.promise(point_person_id=rosa)

    @settings(max_examples=so_many(25), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        outcome=TEXT | st.sampled_from(["gave", "call back"]),
        note=TEXT,
        call_back_at=TEXT | st.datetimes().map(lambda at: at.isoformat()), amount=TEXT | st.decimals().map(str),
        currency=TEXT | st.just("USD"),
    )  # fmt: skip
    def hostile(**sent: str) -> None:
        data = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in sent.items()}
        assert client.post(f"/desk/follow-ups/{follow_up}", data=data).status_code in (303, 409, 422)

    hostile()


def test_what_is_left_with_others_names_nothing_in_the_allys_language(browser_for: SignIn, house: House, rosa: str):
    page = browser_for(rosa).get(claimed(browser_for(rosa), house.promise())).get_data(as_text=True)
    assert "Hello, this is Rosa M. for Min-ji. I’ll try again." in page


def test_a_text_opens_with_its_words_unless_the_ally_asked_for_extra_care(browser_for: SignIn, house: House, rosa: str):
    words = {"en": {"text": "Hello {call}, 50% & more? See you."}}
    step = invented.step(invented.playbook(), "text", "text", words=words)
    chief = browser_for(invented.account("coordinator"))
    page = chief.get(claimed(chief, house.promise(step_id=step, channel="text"))).get_data(as_text=True)
    assert "sms:+15125550147?&amp;body=Hello%20Min-ji%2C%2050%25%20%26%20more%3F%20See%20you." in page
    page = chief.get(claimed(chief, house.promise(step_id=step, channel="text", care=True))).get_data(as_text=True)
    assert 'href="sms:+15125550147"' in page


def test_how_to_say_a_name_is_kept_sealed_for_the_next_by_who_holds_the_card(
    browser_for: SignIn, house: House, rosa: str
):
    follow_up, client = house.promise(), browser_for(rosa)
    address = claimed(client, follow_up)
    assert client.post(f"{address}/how-to-say", data={"said": "MIN-jee"}).status_code == 303
    assert "say: MIN-jee" in client.get(address).get_data(as_text=True)
    assert client.post(f"{address}/how-to-say", data={"said": "x" * 61}).status_code == 422
    stranger = browser_for(invented.account("coordinator"))
    assert stranger.post(f"{address}/how-to-say", data={"said": "MIN"}).status_code == 409
    assert client.post(f"{address}/how-to-say", data={"said": ""}).status_code == 303
    assert "say: " not in client.get(address).get_data(as_text=True)
    db.session.rollback()
    ally = db.session.get_one(Ally, db.session.get_one(FollowUp, follow_up).ally_id)
    assert "said" not in (ally.contact or {})
    assert (ally.contact or {})["phone"] == "+15125550147"
    assert len(db.session.scalars(select(Trace).where(Trace.deed == "how to say it noted")).all()) == 2


@pytest.mark.parametrize(
    ("back", "due"),
    [("evening", "2023-10-24T23:30:00"), ("morning", "2023-10-25T15:00:00"), ("week", "2023-10-31T15:30:00")],
)
def test_a_call_back_is_agreed_on_with_one_button(browser_for: SignIn, house: House, rosa: str, back: str, due: str):
    with time_machine.travel(NOON, tick=False):
        follow_up, client = house.promise(), browser_for(rosa)
        assert client.post(claimed(client, follow_up), data={"back": back}).status_code == 303
        db.session.rollback()
        assert db.session.get_one(FollowUp, follow_up).due_at.isoformat() == f"{due}+00:00"


def test_no_answer_says_when_the_next_try_is_and_which_is_the_last(browser_for: SignIn, house: House, rosa: str):
    with time_machine.travel(NOON, tick=False):
        client = browser_for(rosa)
        page = client.get(claimed(client, house.promise())).get_data(as_text=True)
        assert "next try Tue\u00a024\u00a0Oct, 6:30\u00a0pm" in page
        last = invented.follow_up(invented.ally(), house.campaign_id)
        with transaction() as session:
            session.get_one(FollowUp, last).tries = 3
        assert "closes as not reached" in client.get(claimed(client, last)).get_data(as_text=True)


@pytest.mark.parametrize(("why", "title"), [("bounced", "Their letter came back"), ("reply", "They wrote to us")])
def test_a_card_that_no_step_planned_says_why_it_is_there(
    browser_for: SignIn, house: House, rosa: str, why: str, title: str
):
    client = browser_for(rosa)
    assert title in client.get(claimed(client, house.promise(why=why))).get_data(as_text=True)
