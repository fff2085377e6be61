"""Somebody of the team hands an ally a fresh link to what is held."""

import html
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tracker.allies.own_link import OwnLink
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace

SignIn = Callable[[str], FlaskClient]


def ally_of(follow_up: str) -> str:
    return db.session.get_one(FollowUp, follow_up).ally_id


def link_on(page: str) -> str:
    found = re.search(r"readonly>https?://[^/]+(/me/open/[^<]+)<", page)
    assert found
    return html.unescape(found[1])


def given() -> int:
    db.session.rollback()
    return db.session.query(OwnLink).count()


def test_who_holds_their_follow_up_makes_a_link_that_is_shown_once_and_traced(
    browser_for: SignIn, house: House, rosa: str
):
    ally = ally_of(house.promise(point_person_id=rosa))
    browser = browser_for(rosa)
    assert "Make a link to hand over" in browser.get(f"/desk/allies/{ally}").text
    assert given() == 0
    page = browser.post(f"/desk/allies/{ally}/own-link").text
    assert "ends at" in page
    assert "/me/open/" not in browser.get(f"/desk/allies/{ally}").text
    traced = db.session.query(Trace).filter_by(deed="own link handed over").one()
    assert (traced.account_id, traced.about_id, traced.detail) == (rosa, ally, None)
    assert db.session.query(OwnLink).one().account_id == rosa
    shown = browser.application.test_client().post(link_on(page))
    assert (shown.status_code, "Min-ji" in shown.text) == (200, True)


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_coordinators_hand_over_to_everybody_with_extra_care_too(browser_for: SignIn, house: House, role: str):
    ally = ally_of(house.promise(care=True))
    page = browser_for(invented.account(role)).post(f"/desk/allies/{ally}/own-link")
    assert link_on(page.text)


def test_nobody_else_does(browser_for: SignIn, house: House, rosa: str):
    mine = ally_of(house.promise(point_person_id=rosa))
    pooled, careful = ally_of(house.promise()), ally_of(house.promise(care=True, point_person_id=rosa))
    elsewhere = ally_of(House().promise())
    closed = ally_of(house.promise(point_person_id=rosa, state="open"))
    with transaction() as session:
        done = session.query(FollowUp).filter_by(ally_id=closed).one()
        done.state, done.outcome, done.closed_at = "closed", "reached", done.due_at
    for ally, status in ((pooled, 403), (careful, 403), (elsewhere, 404), (closed, 403)):
        browser = browser_for(rosa)
        assert browser.post(f"/desk/allies/{ally}/own-link").status_code == status
        assert "Make a link" not in browser.get(f"/desk/allies/{ally}").text
    for role in ("caller", "viewer"):
        assert browser_for(invented.account(role)).post(f"/desk/allies/{mine}/own-link").status_code == 403
    assert given() == 0
