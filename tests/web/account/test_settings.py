"""One's own name, language, password and app."""

import re

import pytest
from flask.testing import FlaskClient

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import come_in, cookie, is_in
from tracker.team import account, second_factor
from tracker.team.roles import Role

NEW = "another boat, another night"


def test_name_and_language_are_kept(app, signed_in):
    browser = signed_in(Role.VIEWER)
    assert browser.post("/account/about", data={"name": "Mina", "language": "ko"}).status_code == 303
    assert '<html lang="ko"' in browser.get("/account/").text
    with app.app_context():
        one = account.by_id(browser.member.id)
        assert (one.name, one.language) == ("Mina", "ko")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "language": "en"},
        {"name": "x" * 101, "language": "en"},
        {"name": "A", "language": "xx"},
        {"name": "a\tb", "language": "en"},
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(app, signed_in, fields):
    browser = signed_in(Role.VIEWER)
    answer = browser.post("/account/about", data=fields)
    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    with app.app_context():
        assert account.by_id(browser.member.id).name == "Wren Viewer"


def test_a_changed_password_ends_the_other_sessions_and_gives_this_one_a_new_token(app, client, member, signed_in):
    who = member(Role.VIEWER, password=PASSWORD)
    come_in(client, who)
    elsewhere = signed_in(who)
    before = cookie(client)
    answer = send(client, "/account/", to="/account/password", present=PASSWORD, password=NEW)
    assert answer.status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)
    assert cookie(client) != before
    thief = app.test_client()
    thief.set_cookie(app.config["SESSION_COOKIE_NAME"], before)
    assert not is_in(thief)
    assert come_in(app.test_client(), who).status_code == 401
    assert come_in(app.test_client(), who, NEW).location == "/desk/"


def test_without_the_present_password_nothing_changes(app, member, signed_in):
    who = member(Role.VIEWER, password=PASSWORD)
    answer = signed_in(who).post("/account/password", data={"present": "a guess of mine", "password": NEW})
    assert answer.status_code == 422
    assert come_in(app.test_client(), who).location == "/desk/"


def test_another_phone_needs_a_fresh_sign_in_and_its_first_code(app, member, signed_in):
    who = member(Role.CALLER)
    assert signed_in(who, stale=True).post("/account/ways/app").location.startswith("/account/again/")
    browser = signed_in(who)
    assert browser.get("/account/authenticator").status_code == 303
    assert browser.post("/account/ways/app").location == "/account/authenticator"
    secret = new_secret(browser)
    assert secret != who.secret
    with app.app_context():
        assert account.by_id(who.id).totp_secret == who.secret, (
            "nothing is replaced before the new app has shown itself"
        )
    answer = browser.post("/account/authenticator", data={"code": second_factor.code_now(secret)})
    assert answer.location == "/account/ways/"
    with app.app_context():
        assert account.by_id(who.id).totp_secret == secret


def new_secret(browser: FlaskClient) -> str:
    found = re.search(r"secret=([A-Z2-7]+)", browser.get("/account/authenticator").text)
    assert found
    return found[1]
