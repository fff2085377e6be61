"""The letter instead of a call: its words, what is refused beside which field, and the playbook page that offers it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import invented
from tests.hostile import HOSTILE
from tests.invented import House
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Playbook, Step
from tracker.store.db import db

SignIn = Callable[[str], FlaskClient]

LETTER = {"subject_en": "When shall we talk?", "text_en": "Hello {call}, answer this letter."}
KEPT = {"instead_subject": "When shall we talk?", "instead_text": "Hello {call}, answer this letter."}


@pytest.fixture
def book(inside: Any) -> str:
    return invented.playbook()


@pytest.fixture
def call(book: str) -> str:
    return invented.step(book, "contact", "call", words={"en": {"subject": "", "text": "Good evening"}})


@pytest.fixture
def client(browser_for: SignIn) -> FlaskClient:
    return browser_for(invented.account("coordinator"))


def words(step_id: str) -> dict[str, dict[str, str]]:
    db.session.rollback()
    return db.session.get_one(Step, step_id).words


def test_the_words_are_kept_beside_those_of_the_call(client: FlaskClient, call: str):
    assert client.post(f"/desk/playbook/steps/{call}/instead", data=LETTER).status_code == 303
    assert words(call) == {"en": {"subject": "", "text": "Good evening", **KEPT}}
    assert "Hello {call}, answer" in client.get(f"/desk/playbook/steps/{call}/instead").text
    client.post(f"/desk/playbook/steps/{call}/instead", data={})
    assert words(call) == {"en": {"subject": "", "text": "Good evening"}}


def test_changing_the_call_on_its_own_page_keeps_its_letter(client: FlaskClient, call: str):
    client.post(f"/desk/playbook/steps/{call}/instead", data=LETTER)
    changed = {"title": "Ring", "channel": "call", "delay_hours": "0", "clock_hours": "72", "text_en": "Good morning"}
    assert client.post(f"/desk/playbook/steps/{call}", data=changed).status_code == 303
    now = words(call)["en"]
    assert {name: now[name] for name in KEPT} == KEPT
    assert now["text"] == "Good morning"


@pytest.mark.parametrize(
    ("sent", "beside", "said"),
    [
        ({**LETTER, "text_en": ""}, "text_en", "both, a subject and a text"),
        ({**LETTER, "text_ko": "안녕"}, "subject_ko", "both, a subject and a text"),
        ({"subject_ko": "안녕", "text_ko": "안녕하세요"}, "text_en", "needs English"),
        ({**LETTER, "text_es": "{apodo}", "subject_es": "Hola"}, "text_es", "There is no field {apodo}"),
        ({**LETTER, "subject_en": "{stopp}"}, "subject_en", "There is no field {stopp}"),
        ({**LETTER, "subject_en": "x" * 151}, "subject_en", "150 characters"),
        ({**LETTER, "text_en": "x" * 10_001}, "text_en", "10,000"),
        ({**LETTER, "text_en": "a\x00b"}, "text_en", "cannot be printed"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_its_field(
    client: FlaskClient, call: str, sent: dict[str, str], beside: str, said: str
):
    answer = client.post(f"/desk/playbook/steps/{call}/instead", data=sent)
    assert answer.status_code == 422
    assert said in re.search(rf'<p id="{beside}-why">([^<]*)</p>', answer.text)[1]
    assert "instead_text" not in words(call)["en"]


def test_nothing_typed_breaks_the_forms(client: FlaskClient, book: str, call: str):
    for hostile in HOSTILE:
        told = {f"{part}_{code}": hostile for part in ("subject", "text") for code in ("en", "ko", "es")}
        assert client.post(f"/desk/playbook/steps/{call}/instead", data=told).status_code in (303, 422)
        pace = {"clock_hours": hostile, "calls_per_week": hostile}
        assert client.post(f"/desk/playbook/{book}/pace", data=pace).status_code in (303, 422)
        assert client.post(f"/desk/playbook/{book}/letters-instead", data={"most": hostile}).status_code == 303


@pytest.mark.parametrize("path", ["%00", "x", "0" * 16])
def test_what_is_not_there_is_not_there(client: FlaskClient, book: str, path: str):
    letter = invented.step(book, "thanks", "letter")
    for step_id in (path, letter):
        assert client.get(f"/desk/playbook/steps/{step_id}/instead").status_code == 404
        assert client.post(f"/desk/playbook/steps/{step_id}/instead", data=LETTER).status_code == 404
    for deed in ("pace", "letters-instead"):
        assert client.post(f"/desk/playbook/{path}/{deed}", data={}).status_code == 404


def test_the_pace_is_kept_and_the_page_says_what_the_team_can_make(client: FlaskClient, book: str, call: str):
    assert "Say below what your team can make" in client.get("/desk/playbook/").text
    sent = {"clock_hours": "48", "calls_per_week": "40"}
    assert client.post(f"/desk/playbook/{book}/pace", data=sent).status_code == 303
    db.session.rollback()
    kept = db.session.get_one(Playbook, book)
    assert (kept.clock_hours, kept.calls_per_week) == (48, 40)
    assert "your team says it can make 40." in client.get("/desk/playbook/").text
    client.post(f"/desk/playbook/{book}/pace", data={"clock_hours": "48", "calls_per_week": ""})
    db.session.rollback()
    assert db.session.get_one(Playbook, book).calls_per_week is None


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({"clock_hours": "0", "calls_per_week": "1"}, "clock_hours"),
        ({"clock_hours": "17521", "calls_per_week": "1"}, "clock_hours"),
        ({"clock_hours": "", "calls_per_week": "1"}, "clock_hours"),
        ({"clock_hours": "72", "calls_per_week": "-1"}, "calls_per_week"),
        ({"clock_hours": "72", "calls_per_week": "100001"}, "calls_per_week"),
        ({"clock_hours": "72", "calls_per_week": "many"}, "calls_per_week"),
    ],
)
def test_a_pace_that_nobody_can_mean_is_refused_beside_its_field(
    client: FlaskClient, book: str, sent: dict[str, str], beside: str
):
    answer = client.post(f"/desk/playbook/{book}/pace", data=sent)
    assert answer.status_code == 422
    assert f'id="{beside}-why"' in answer.text
    db.session.rollback()
    assert db.session.get_one(Playbook, book).clock_hours == 72


def test_the_page_offers_the_letters_and_says_what_was_done(client: FlaskClient, house: House, book: str, call: str):
    client.post(f"/desk/playbook/steps/{call}/instead", data=LETTER)
    for _ in range(5):
        house.promise(step_id=call, step_key="contact", name="Min-ji Seo")
    house.promise(step_id=call, step_key="contact", care=True, name="Hana Careful")
    client.post(f"/desk/playbook/{book}/pace", data={"clock_hours": "72", "calls_per_week": "0"})
    page = client.get("/desk/playbook/").text
    assert "6 calls and texts are due in the next 7 days. Your team can make 0." in page
    assert "5 calls could be letters instead." in page
    assert "1 too many stays a call." in page
    for secret in ("Min-ji", "Seo", "Hana", "@example.org", "+1512"):
        assert secret not in page, "aliases alone"
    answer = client.post(f"/desk/playbook/{book}/letters-instead", data={"most": "5"}, follow_redirects=True)
    assert "5 calls have become letters." in answer.text
    again = client.post(f"/desk/playbook/{book}/letters-instead", data={"most": "5"}, follow_redirects=True)
    assert "Nothing was changed" in again.text
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(FollowUp.channel == "letter")) == 5


def test_the_page_shows_five_people_by_alias_and_what_they_would_get(
    client: FlaskClient, house: House, book: str, call: str
):
    page = client.get("/desk/playbook/").text
    assert "These five are invented" in page
    ally_id = invented.ally(language="ko", care=True, name="Hana Careful")
    invented.signup(ally_id, house.screening_id, house.host)
    page = client.get("/desk/playbook/").text
    assert "Only 1 signup may be contacted so far" in page
    assert ally_id[-4:] in page
    assert "Ticked: Host a film screening. Korean." in page
    assert "whoever claims it first" in page
    assert "Hana" not in page


def test_a_campaign_that_follows_the_default_one_sees_its_own_people_and_no_pace(
    client: FlaskClient, house: House, book: str, call: str
):
    invented.signup(invented.ally(), house.screening_id)
    other = House()
    assert "Only 1 signup" in client.get(f"/desk/playbook/?campaign={house.campaign_id}").text
    page = client.get(f"/desk/playbook/?campaign={other.campaign_id}").text
    assert "These five are invented" in page
    assert "Keep the pace" not in page


def test_only_coordinators_and_administrators(browser_for: SignIn, book: str, call: str):
    for role in ("organizer", "caller", "viewer"):
        client = browser_for(invented.account(role))
        assert client.get(f"/desk/playbook/steps/{call}/instead").status_code == 403
        for deed in (f"steps/{call}/instead", f"{book}/pace", f"{book}/letters-instead"):
            assert client.post(f"/desk/playbook/{deed}", data=LETTER).status_code == 403
