"""Tokens at the desk: made by administrators alone, shown once, with what to paste; withdrawn at once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tracker.reports import feed
from tracker.store.db import db
from tracker.team.roles import Role
from tracker.team.token import Token
from tracker.team.trace import Trace
from tracker.web.desk import tokens as tokens_page

PAGE = "/desk/settings/tokens/"
GIVEN = {"name": "Board dashboard", "scopes": "figures", "campaign": "", "consent": "unknown", "days": "365"}


@pytest.fixture
def admin(signed_in) -> FlaskClient:
    return signed_in(Role.ADMINISTRATOR)


def test_it_is_shown_once_with_a_formula_that_opens_the_feed(
    app: Flask, admin: FlaskClient, client: FlaskClient
) -> None:
    with app.app_context():
        invented.campaign(name="Autumn")
    page = admin.post(PAGE, data=GIVEN).text
    found = re.search(r"IMPORTDATA\(&#34;http://localhost:8000(/api/v2/figures/(hl_[\w-]{43})\.csv)&#34;\)", page)
    assert found, page
    answer = client.get(found[1])
    assert answer.status_code == 200 and b"Autumn" in answer.data
    again = admin.get(PAGE).text
    assert found[2] not in again and "Board dashboard" in again
    assert all(f"<code>{name}</code>" in again for name in feed.COLUMNS)
    with app.app_context():
        token_id = db.session.query(Token).one().id
    assert admin.post(f"{PAGE}{token_id}/withdraw").status_code == 303
    assert client.get(found[1]).status_code == 403


def test_one_that_may_do_more_comes_without_an_address(admin: FlaskClient) -> None:
    page = admin.post(PAGE, data={**GIVEN, "scopes": ["figures", "signups"]}).text
    assert "hl_" in page and "IMPORTDATA" not in page and "http://localhost:8000/api/v2/&#34;" not in page
    assert re.search(r"OSDI-API-Token: hl_[\w-]{43}&#34; http://localhost:8000/api/v2/", page)


def test_the_page_says_what_each_opens_and_that_a_token_that_reads_people_is_the_list(admin: FlaskClient) -> None:
    page = admin.get(PAGE).text
    assert "does not serve" not in page and "holds the list" in page
    for said in (*tokens_page.OPENS.values(), *tokens_page.CONSENTS.values()):
        assert str(said) in page


def test_why_one_reads_people_is_asked_and_stands_in_the_trace(app: Flask, admin: FlaskClient) -> None:
    wanted = {**GIVEN, "scopes": ["people", "signups"], "consent": "given"}
    answer = admin.post(PAGE, data=wanted)
    assert answer.status_code == 422 and "Write why it has to read people" in answer.text
    assert "hl_" in admin.post(PAGE, data={**wanted, "reason": "  Phone bank of  the autumn "}).text
    with app.app_context():
        told = db.session.query(Trace).filter_by(deed="token made").one()
        assert told.detail == "people,signups: Phone bank of the autumn"


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_made(app: Flask, admin: FlaskClient) -> None:
    answer = admin.post(PAGE, data={"name": "", "days": "0", "consent": "given"})
    assert answer.status_code == 422
    for said in ("Say what it is for", "Tick at least one", "between 1 and 1,095"):
        assert said in answer.text
    assert "Only tokens that write signups" in admin.post(PAGE, data={**GIVEN, "consent": "given"}).text
    with app.app_context():
        assert db.session.query(Token).count() == 0


def test_making_one_asks_for_a_fresh_sign_in_and_withdrawing_does_not(
    app: Flask, admin: FlaskClient, signed_in
) -> None:
    admin.post(PAGE, data=GIVEN)
    with app.app_context():
        token_id = db.session.query(Token).one().id
    stale = signed_in(Role.ADMINISTRATOR, stale=True)
    assert stale.post(PAGE, data=GIVEN).location.startswith("/account/again/")
    assert stale.post(f"{PAGE}{token_id}/answer").location.startswith("/account/again/")
    assert stale.post(f"{PAGE}{token_id}/withdraw").location == PAGE
    with app.app_context():
        assert db.session.query(Token).one().withdrawn_at is not None
