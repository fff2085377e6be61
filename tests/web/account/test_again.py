"""A fresh sign-in: what asks for it, how it is shown, and where it leads back to."""

import pytest
import time_machine
from flask import Flask

from tests.authenticator import Device
from tests.members import PASSWORD, send
from tests.web.account.test_passkey import added, asked
from tests.web.account.test_sign_in import come_in, cookie, is_in
from tracker.team.roles import Role
from tracker.team.tries import FREE
from tracker.usecases.press_panic import press_panic
from tracker.web.frame import access

NOON = "2026-05-04T12:00:00+00:00"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # nothing here is decided by the engine


def test_it_lasts_fifteen_minutes_and_the_page_that_was_asked_for_opens_then(client, member):
    who = member(Role.VIEWER, password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as now:
        come_in(client, who)
        now.shift(15 * 60)
        assert client.get("/account/ways/").status_code == 200
        now.shift(1)
        asks = client.get("/account/ways/?tab=x")
        assert (asks.status_code, asks.location) == (303, "/account/again/?next=/account/ways/?tab%3Dx")
        before = cookie(client)
        answer = send(client, asks.location, to="/account/again/", present=PASSWORD, next="/account/ways/?tab=x")
        assert answer.location == "/account/ways/?tab=x"
        assert client.get(answer.location).status_code == 200
        assert cookie(client) != before, "a new token each time that it is shown"
        thief = client.application.test_client()
        thief.set_cookie(client.application.config["SESSION_COOKIE_NAME"], before)
        assert not is_in(thief)


def test_it_does_not_make_the_session_last_longer(client, member):
    who = member(Role.VIEWER, password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as now:
        come_in(client, who)
        for _hour in range(11):
            now.shift(3600)
            assert send(client, "/account/again/", present=PASSWORD).status_code == 303
        now.shift(3601)
        assert not is_in(client)


def test_a_form_that_was_sent_is_not_done_and_its_page_comes_back(app, member, signed_in):
    browser = signed_in(member(Role.ADMINISTRATOR, password=PASSWORD), stale=True)
    answer = browser.post(
        "/desk/team/invite", data={"role": "viewer"}, headers={"Referer": "http://localhost/desk/team/?a=b"}
    )
    assert answer.status_code == 303
    assert "Nothing was done yet" in browser.get(answer.location).text
    assert (
        browser.post("/account/again/", data={"present": PASSWORD, "next": "/desk/team/?a=b"}).location
        == "/desk/team/?a=b"
    )
    assert browser.post("/desk/team/invite", data={"role": "viewer"}).status_code == 200
    with app.app_context():
        from tracker.store.db import db
        from tracker.team.invitation import Invitation

        assert db.session.query(Invitation).count() == 1


@pytest.mark.parametrize("referrer", [None, "http://evil.example/desk/team/", "//evil.example", "x:y"])
def test_nobody_is_sent_to_another_house_by_it(member, signed_in, referrer):
    browser = signed_in(member(Role.ADMINISTRATOR, password=PASSWORD), stale=True)
    headers = {"Referer": referrer} if referrer else {}
    answer = browser.post("/desk/team/invite", data={"role": "viewer"}, headers=headers)
    assert answer.location == "/account/again/?sent=yes"
    for then in ("https://evil.example", "//evil.example", "/\\evil.example", "/logout", ""):
        answer = browser.post("/account/again/", data={"present": PASSWORD, "next": then})
        assert answer.location == "/desk/"


def test_guessing_at_an_open_desk_is_slowed(member, signed_in):
    browser = signed_in(member(Role.VIEWER, password=PASSWORD), stale=True)
    statuses = [browser.post("/account/again/", data={"present": f"guess {n}"}).status_code for n in range(FREE + 2)]
    assert statuses == [422] * FREE + [429] * 2
    assert browser.post("/account/again/", data={"present": PASSWORD}).status_code == 429
    assert browser.get("/account/ways/").status_code == 303


def test_a_passkey_shows_it_too_and_somebody_elses_does_not(member, signed_in):
    who = member(Role.CALLER)
    mine, other = added(signed_in(who)), added(signed_in(Role.CALLER))
    browser = signed_in(who, stale=True)
    assert (
        browser.post("/account/again/passkey", data={"answer": other.show(asked(browser, "again"))}).status_code == 401
    )
    assert browser.get("/account/ways/").status_code == 303
    answer = mine.show(asked(browser, "again"))
    assert browser.post("/account/again/passkey", data={"answer": answer}).location == "/desk/"
    assert browser.get("/account/ways/").status_code == 200
    assert isinstance(mine, Device)


def test_a_passkey_shows_it_while_the_house_is_closed_too(app, member, signed_in):
    who = member(Role.CALLER)
    device = added(signed_in(who))
    with app.app_context():
        press_panic(None, "http://localhost")
    browser = signed_in(who, stale=True)
    answer = device.show(asked(browser, "again"))
    assert browser.post("/account/again/passkey", data={"answer": answer}).location == "/desk/"
    assert "My phone" in browser.get("/account/ways/").text


def test_an_ended_session_is_not_brought_back_by_it(app, member, signed_in, monkeypatch):
    from tracker.store.transactions import transaction
    from tracker.team import session
    from tracker.usecases import choose_password

    browser = signed_in(member(Role.VIEWER, password=PASSWORD), stale=True)
    right = choose_password.check_present

    def ended_meanwhile(*told):
        right(*told)
        with transaction():
            session.end_all_of(browser.member.id)

    monkeypatch.setattr(choose_password, "check_present", ended_meanwhile)
    answer = browser.post("/account/again/", data={"present": PASSWORD})
    assert "houselights=;" in answer.headers["Set-Cookie"]
    assert not is_in(browser)


def test_what_asks_for_it(app: Flask):
    """A list to read: what is added to it or taken from it is decided, not forgotten."""
    fresh = {
        f"{rule.rule} {' '.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}"
        for rule in app.url_map.iter_rules() if access.says(app, rule.endpoint, access.FRESH)
    }  # fmt: skip
    assert fresh >= {
        "/desk/outbox/<letter_id>.eml GET",
        "/desk/team/invite POST",
        "/desk/team/<account_id>/role POST",
        "/desk/team/<account_id>/campaigns POST",
        "/desk/team/<account_id>/enable POST",
        "/desk/team/<account_id>/phone POST",
        "/desk/team/<account_id>/link POST",
        "/account/ways/ GET",
        "/account/ways/app POST",
        "/account/ways/app/stop POST",
        "/account/ways/codes POST",
        "/account/ways/passkeys POST",
        "/account/ways/passkeys/<passkey_id>/name POST",
        "/account/ways/passkeys/<passkey_id>/remove POST",
        "/account/rhythm/calendar POST",
    }
    assert "/desk/team/<account_id>/disable POST" not in fresh, "shutting somebody out never waits"


def test_who_is_not_in_is_sent_to_sign_in_first(client):
    assert client.get("/account/ways/").location.startswith("/account/sign-in")
    assert client.get("/account/again/").location.startswith("/account/sign-in")
    assert client.post("/account/ways/codes").status_code == 401
