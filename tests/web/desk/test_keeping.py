"""The page of what is kept: read by coordinators, set by administrators; true to what the nights do."""

import re
from datetime import time, timedelta

import pytest
from flask import Flask

from tests import invented
from tests.members import browser_of
from tracker import clock
from tracker.keeping import bounds
from tracker.keeping.clocks import CLOCKS
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.clear_old import clear_old
from tracker.usecases.erase_at_desk import erase_at_desk


@pytest.fixture
def house(inside: Flask) -> invented.House:
    return invented.House()


def told(**changed: int) -> dict[str, str]:
    return {name: str(value) for name, value in {**bounds.now(), **changed}.items()}


def test_a_coordinator_reads_each_kind_with_its_reason_and_cannot_set_it(inside: Flask, house: invented.House) -> None:
    browser = browser_of(inside, invented.account("coordinator"))
    page = browser.get("/desk/keeping/")
    for each in CLOCKS:
        assert str(each.what) in page.text and str(each.why) in page.text, each.kind
    assert "<input" not in re.sub(
        r'<input type="hidden"[^>]*>|<input[^>]*name="csrf_token"[^>]*>',
        "",
        page.text.partition("<main")[2].partition("<dialog")[0],
    )
    assert browser.post("/desk/keeping/set", data=told(letters_days=40)).status_code == 403
    assert settings.get("letters_days") == settings.DEFAULTS["letters_days"]


def test_an_administrator_sets_a_time_and_it_is_written_down(inside: Flask, house: invented.House) -> None:
    browser = browser_of(inside, invented.account("administrator"))
    assert browser.post("/desk/keeping/set", data=told(letters_days=40, most_months=24)).status_code == 303
    db.session.rollback()
    assert (bounds.now()["letters_days"], bounds.now()["most_months"]) == (40, 24)
    assert browser.post("/desk/keeping/set", data=told()).status_code == 303


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"letters_days": 5}, "Write a whole number between 30 and 1,825."),
        ({"least_months": 30, "most_months": 20}, "The most must not be less than the least."),
        ({"most_months": 12}, "A campaign keeps people for 18 months. Change that first, in the campaign."),
        ({"least_months": 24}, "A campaign keeps people for 18 months. Change that first, in the campaign."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    inside: Flask, house: invented.House, changed: dict[str, int], sentence: str
) -> None:
    before = bounds.now()
    answer = browser_of(inside, invented.account("administrator")).post("/desk/keeping/set", data=told(**changed))
    assert answer.status_code == 422 and sentence in answer.text
    db.session.rollback()
    assert bounds.now() == before


def test_a_campaign_keeps_to_the_bounds(inside: Flask, house: invented.House) -> None:
    rosa = invented.account("administrator")
    browser = browser_of(inside, rosa)
    assert browser.post("/desk/keeping/set", data=told(least_months=6, most_months=24)).status_code == 303
    path = f"/desk/campaigns/{house.campaign_id}/change"
    page = browser.get(path).text
    film = re.search(r'<option selected value="([^"]+)"', page)
    assert film
    sent = {"name": "Autumn", "film": film[1], "languages": "en", "confirmed_first": "y"}
    refused = browser.post(path, data={**sent, "retention_months": "36"})
    assert refused.status_code == 422 and "6 to 24 months" in refused.text
    assert browser.post(path, data={**sent, "retention_months": "24"}).status_code == 303


def test_it_says_what_goes_tonight_and_afterwards_that_it_has_gone(
    inside: Flask, house: invented.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ally = invented.ally()
    signup = invented.signup(ally, house.screening_id)
    with transaction() as session:
        row = session.get_one(Signup, signup)
        row.note, row.at = "came with her aunt", clock.now() - timedelta(days=400)
    browser = browser_of(inside, invented.account("coordinator"))
    row_of = re.compile(
        r'what-signup_notes.*?<td class="num"[^>]*>(\d+)</td>\s*<td class="num"[^>]*>(\d+)</td>', re.DOTALL
    )
    assert row_of.search(browser.get("/desk/keeping/").text).groups() == ("1", "1")
    monkeypatch.setattr("tracker.usecases.clear_old.FROM", time())
    assert clear_old() == 1
    erase_at_desk(ally, "asked on the phone", True, invented.account("coordinator"))
    page = browser.get("/desk/keeping/").text
    assert row_of.search(page).groups() == ("0", "0")
    assert "What nights have cleared" in page and "they asked for it, written down at the desk" in page
