"""Write to these, at the desk: choose, look, try, send, stop, go on."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tests.members import browser_of
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.write_bulk_letters import write_bulk_letters

WORDS = {"title": "News of the autumn", "per_hour": "200", "subject_en": "News", "text_en": "Dear {call}, {{7*7}}"}


@pytest.fixture
def rosa(inside: Flask) -> str:
    return invented.account("organizer", "Rosa M.")


@pytest.fixture
def house(rosa: str) -> House:
    house = House(rosa)
    with transaction():  # no quiet hours: by what clock these tests run says nothing
        settings.put("quiet_from", settings.get("quiet_until"))
    invented.signup(invented.ally(), house.screening_id, house.host)
    return house


def drafted(browser: FlaskClient, house: House, **more) -> str:
    answer = browser.post(f"/desk/write/new?campaign={house.campaign_id}", data={**WORDS, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_from_the_list_of_a_screenings_allies_to_a_letter_that_is_sent(inside: Flask, rosa: str, house: House):
    browser = browser_of(inside, rosa)
    listed = browser.get(f"/desk/screenings/{house.screening_id}").text
    form = browser.get(re.search(r'href="(/desk/write/new[^"]+)"', listed)[1].replace("&amp;", "&"))
    assert re.search(f'checked [^>]*value="{house.screening_id}"', form.text)
    page = drafted(browser, house, screenings=house.screening_id, interests="host")
    told = browser.get(page).text
    assert "1 ally matches" in told and "Send it to 1 ally" in told
    assert "Dear Robin, {{7*7}}" in told
    assert browser.post(f"{page}/start").status_code == 303
    write_bulk_letters("https://houselights.example")
    assert "wait in the outbox" in browser.get(page).text
    browser.post(f"{page}/stop")
    assert "taken back" in browser.get(page).text
    browser.post(f"{page}/resume")
    db.session.rollback()
    assert db.session.query(BulkLetter).one().state == "sending"


def test_a_campaign_of_others_is_not_there(inside: Flask, rosa: str, house: House):
    stranger = browser_of(inside, invented.account("organizer", "Juno P."))
    page = drafted(browser_of(inside, rosa), house)
    for path in (page, f"{page}/change", f"/desk/write/new?campaign={house.campaign_id}"):
        assert stranger.get(path).status_code == 404
    for deed in ("test", "start", "stop", "resume", "change"):
        assert stranger.post(f"{page}/{deed}", data=WORDS).status_code == 404
    assert stranger.post(f"/desk/write/new?campaign={house.campaign_id}", data=WORDS).status_code == 404
    assert "News of the autumn" not in stranger.get("/desk/write/").text
    assert db.session.query(BulkLetter).one().state == "draft"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Give the letter a title"),
        ({"text_en": ""}, "A letter needs a subject and a text"),
        ({"text_ko": "{call}님, {password}", "subject_ko": "소식"}, "There is no field {password}"),
        ({"per_hour": "0"}, "from 1 to 100,000"),
        ({"interests": "nothing"}, "Something that was chosen is not there"),
        ({"city": "Atlantis"}, "Something that was chosen is not there"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(inside: Flask, rosa: str, house: House, wrong, said):
    answer = browser_of(inside, rosa).post(f"/desk/write/new?campaign={house.campaign_id}", data={**WORDS, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(BulkLetter).count() == 0


def test_a_started_letter_is_not_changed(inside: Flask, rosa: str, house: House):
    browser = browser_of(inside, rosa)
    page = drafted(browser, house)
    browser.post(f"{page}/start")
    assert browser.post(f"{page}/start").status_code == 409
    assert browser.get(f"{page}/change").status_code == 409
    assert browser.post(f"{page}/change", data={**WORDS, "title": "Other"}).status_code == 409


def test_outbox_and_card_call_it_by_its_title(inside: Flask, rosa: str, house: House):
    browser = browser_of(inside, rosa)
    page = drafted(browser, house)
    browser.post(f"{page}/start")
    write_bulk_letters("https://houselights.example")
    assert "Letter to many: News of the autumn" in browser.get("/desk/outbox/").text
    ally = db.session.query(Letter).one().ally_id
    assert "Letter to many: News of the autumn" in browser.get(f"/desk/allies/{ally}").text
    stranger = browser_of(inside, invented.account("organizer", "Juno P."))
    assert "News of the autumn" not in stranger.get("/desk/outbox/").text


def test_the_page_tells_no_name_and_no_address(inside: Flask, rosa: str, house: House):
    browser = browser_of(inside, rosa)
    told = browser.get(drafted(browser, house)).text
    assert "Min-ji" not in told and "@example.org" not in told
