"""Coming in, being kept out, and leaving."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.members import PASSWORD, form_token, send
from tracker.store.db import db
from tracker.team import second_factor
from tracker.team.roles import Role
from tracker.team.session import Session
from tracker.team.tries import ATTACK, FREE

NOON = "2026-05-04T12:00:00+00:00"


def cookie(browser: FlaskClient) -> str:
    found = browser.get_cookie(browser.application.config["SESSION_COOKIE_NAME"])
    return found.value if found else ""


def come_in(browser: FlaskClient, who, password: str = PASSWORD):
    answer = send(browser, "/account/sign-in", email=who.email, password=password)
    if who.secret and answer.location == "/account/second-factor":
        answer = send(browser, "/account/second-factor", code=second_factor.code_now(who.secret))
    return answer


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account/").status_code == 200


def test_password_and_code_lead_to_the_desk(client, member):
    assert come_in(client, member(Role.CALLER, password=PASSWORD)).location == "/desk/"
    assert is_in(client)


def test_the_password_alone_leads_nowhere(client, member):
    who = member(Role.CALLER, password=PASSWORD)
    assert send(client, "/account/sign-in", email=who.email, password=PASSWORD).location == "/account/second-factor"
    assert not is_in(client)
    assert client.get("/desk/team/").status_code == 303


def test_a_viewer_needs_no_second_factor(client, member):
    assert come_in(client, member(Role.VIEWER, password=PASSWORD)).location == "/desk/"
    assert is_in(client)


def test_whoever_can_see_a_contact_sets_up_the_second_factor_before_anything_else(client, member):
    who = member(Role.ORGANIZER, password=PASSWORD, second=False)
    answer = send(client, "/account/sign-in", email=who.email, password=PASSWORD)
    assert answer.location == "/account/authenticator"
    assert not is_in(client)
    page = client.get("/account/authenticator").text
    assert "<svg" in page
    assert "style=" not in page
    found = re.search(r"secret=([A-Z2-7]+)", page)
    assert found
    secret = found[1]
    assert client.get("/account/authenticator").text.count(secret) == page.count(secret), "looking changes nothing"
    wrong = send(
        client, "/account/authenticator", code="000000" if second_factor_code(client, secret) != "000000" else "111111"
    )
    assert wrong.status_code == 422
    shown = send(client, "/account/authenticator", code=second_factor_code(client, secret))
    assert shown.status_code == 200
    assert len(re.findall(r"<code>([a-z0-9-]{19})</code>", shown.text)) == 10
    assert 'href="/desk/"' in shown.text
    assert is_in(client)


def second_factor_code(client: FlaskClient, secret: str) -> str:
    with client.application.app_context():
        return second_factor.code_now(secret)


def test_a_code_is_taken_once(app, client, member):
    who = member(Role.CALLER, password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        assert come_in(client, who).location == "/desk/"
        other = app.test_client()
        assert come_in(other, who).status_code == 422
        assert not is_in(other)
    with time_machine.travel("2026-05-04T12:00:31+00:00", tick=False):
        assert come_in(app.test_client(), who).location == "/desk/"


def test_a_code_that_is_no_code_is_a_sentence_beside_the_field(client, member):
    who = member(Role.CALLER, password=PASSWORD)
    send(client, "/account/sign-in", email=who.email, password=PASSWORD)
    for code in ("", "12345", "abcdef", "１２３４５６", "\x00", "9" * 300):
        answer = client.post(
            "/account/second-factor",
            data={"csrf_token": form_token(client.get("/account/second-factor").text), "code": code},
        )
        assert answer.status_code in (422, 429)
        assert not is_in(client)


def test_signing_in_gives_another_cookie(client, member):
    client.get("/account/sign-in")
    before = cookie(client)
    come_in(client, member(Role.VIEWER, password=PASSWORD))
    assert before
    assert cookie(client) != before
    fixed = client.application.test_client()
    fixed.set_cookie(client.application.config["SESSION_COOKIE_NAME"], before)
    assert not is_in(fixed)


def test_a_cookie_from_before_signing_out_opens_nothing(app, client, member):
    come_in(client, member(Role.VIEWER, password=PASSWORD))
    stolen = cookie(client)
    answer = send(client, "/account/", to="/account/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not cookie(client)
    thief = app.test_client()
    thief.set_cookie(app.config["SESSION_COOKIE_NAME"], stolen)
    assert not is_in(thief)
    with app.app_context():
        assert db.session.query(Session).count() <= 1  # the page for signing in, nobody's


def test_signing_out_by_a_link_is_not_possible(signed_in):
    browser = signed_in(Role.VIEWER)
    assert browser.get("/account/sign-out").status_code == 405
    assert is_in(browser)


def test_a_session_ends_when_nothing_was_done_for_two_hours(signed_in):
    with time_machine.travel(NOON, tick=False) as now:
        browser = signed_in(Role.VIEWER)
        now.shift(7100)
        assert is_in(browser)
        now.shift(7100)
        assert is_in(browser)
        now.shift(7201)
        assert not is_in(browser)


def test_a_session_ends_after_twelve_hours_however_busy(signed_in):
    with time_machine.travel(NOON, tick=False) as now:
        browser = signed_in(Role.VIEWER)
        for _hour in range(11):
            now.shift(3600)
            assert is_in(browser)
        now.shift(3601)
        assert not is_in(browser)


def test_known_and_unknown_are_answered_alike(app, member):
    known = member(Role.CALLER, password=PASSWORD)
    pages = []
    for email in (known.email, "nobody@example.org"):
        answer = send(app.test_client(), "/account/sign-in", email=email, password="not the right one")
        assert answer.status_code == 401
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]


def test_a_disabled_account_is_answered_as_an_unknown_one(app, client, member):
    who = member(Role.VIEWER, password=PASSWORD)
    with app.app_context():
        from tracker.usecases import change_member

        change_member.disable(who.id, by_id=None)
    assert come_in(client, who).status_code == 401


def test_guessing_is_slowed_and_the_right_person_from_elsewhere_comes_in(app, member, monkeypatch):
    from tracker.team import account

    who = member(Role.VIEWER, password=PASSWORD)
    right = account.matches
    monkeypatch.setattr(account, "matches", lambda typed, wanted: typed == PASSWORD and right(typed, wanted))
    with time_machine.travel(NOON, tick=False) as now:
        guesser = app.test_client()
        statuses = [
            send(guesser, "/account/sign-in", email=who.email, password=f"guess {n}").status_code for n in range(100)
        ]
        assert statuses == [401] * FREE + [429] * (100 - FREE)
        slowed = send(guesser, "/account/sign-in", email=who.email, password=PASSWORD)
        assert slowed.status_code == 429
        assert "Try again in a minute" in slowed.text
        owner = app.test_client()
        owner.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        assert come_in(owner, who).location == "/desk/"
        now.shift(61)
        assert send(guesser, "/account/sign-in", email=who.email, password="guess again").status_code == 401
        now.shift(61)
        assert send(guesser, "/account/sign-in", email=who.email, password="and again").status_code == 429


def test_many_guessers_shorten_the_patience_with_each_but_lock_nobody_out(app, member, monkeypatch):
    from tracker.team import account

    who = member(Role.VIEWER, password=PASSWORD)
    right = account.matches
    monkeypatch.setattr(account, "matches", lambda typed, wanted: typed == PASSWORD and right(typed, wanted))
    with time_machine.travel(NOON, tick=False):
        for n in range(ATTACK + 4):
            guesser = app.test_client()
            guesser.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
            assert send(guesser, "/account/sign-in", email=who.email, password="guess").status_code == 401
        late = [send(guesser, "/account/sign-in", email=who.email, password="guess").status_code for _ in range(3)]
        assert late == [401, 429, 429]
        owner = app.test_client()
        owner.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        assert come_in(owner, who).location == "/desk/"


def test_forged_forwarding_headers_give_no_fresh_patience(app, member):
    who = member(Role.VIEWER, password=PASSWORD)
    statuses = []
    for n in range(8):
        browser = app.test_client()
        browser.environ_base["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{n}"
        statuses.append(send(browser, "/account/sign-in", email=who.email, password="guess").status_code)
    assert statuses == [401] * FREE + [429] * 3


@pytest.mark.parametrize(
    "then",
    [
        "https://example.com/",
        "//example.com",
        "/\\example.com",
        "/desk/../../x",
        "javascript:alert(1)",
        "/desk/\r\nX: y",
    ],
)
def test_nobody_is_sent_to_another_house_after_signing_in(client, member, then):
    who = member(Role.VIEWER, password=PASSWORD)
    answer = send(client, "/account/sign-in", email=who.email, password=PASSWORD, next=then)
    assert answer.location == "/desk/"


def test_the_page_that_was_asked_for_opens_after_signing_in(client, member):
    who = member(Role.ADMINISTRATOR, password=PASSWORD)
    asked = client.get("/desk/team/?sort=role").location
    answer = send(
        client, asked, to="/account/sign-in", email=who.email, password=PASSWORD, next="/desk/team/?sort=role"
    )
    answer = send(client, answer.location, code=second_factor.code_now(who.secret))
    assert answer.location == "/desk/team/?sort=role"


@pytest.mark.parametrize("name", ["email", "password"])
@pytest.mark.parametrize(
    "value",
    ["", "\x00", "' OR 1=1 --", "<script>alert(1)</script>", "a" * 10_000, "é" * 300_000, "\ud800x", "{{1117*1117}}"],
)
def test_no_value_breaks_the_form(client, name, value):
    fields = {
        "email": "someone@example.org",
        "password": "whatever it is",
        name: value.encode("utf-8", "replace").decode(),
    }
    answer = send(client, "/account/sign-in", **fields)
    assert 400 <= answer.status_code < 500
    assert "<script>alert" not in answer.text
    assert "1247689" not in answer.text


class TestTheDemo:
    """Its accounts have no second factor, so they work at home only."""

    def test_a_demo_account_signs_in_at_home_without_a_second_factor(self, client, member):
        who = member(Role.ADMINISTRATOR, password=PASSWORD, second=False, demo=True)
        assert come_in(client, who).location == "/desk/"
        assert is_in(client)

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via"])
    def test_not_when_the_request_was_passed_on(self, client, member, header):
        who = member(Role.ADMINISTRATOR, password=PASSWORD, second=False, demo=True)
        token = form_token(client.get("/account/sign-in").text)
        answer = client.post(
            "/account/sign-in",
            headers={header: "198.51.100.1"},
            data={"csrf_token": token, "email": who.email, "password": PASSWORD},
        )
        assert answer.status_code == 403
        assert not is_in(client)

    def test_not_for_another_host(self, client, member):
        who = member(Role.ADMINISTRATOR, password=PASSWORD, second=False, demo=True)
        assert come_in(client, who).location == "/desk/"
        assert client.get("/account/", headers={"Host": "houselights.example"}).status_code == 303
        assert client.get("/account/", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 303
        assert is_in(client)

    @pytest.mark.parametrize("setting", [{"HOST": "0.0.0.0"}, {"BASE_URL": "http://houselights.example"}])
    def test_not_where_the_house_is_open_to_others(self, app: Flask, client, member, setting):
        who = member(Role.ADMINISTRATOR, password=PASSWORD, second=False, demo=True)
        app.config.update(setting)
        assert come_in(client, who).status_code == 403


def test_addresses_of_accounts_are_nowhere_in_the_files(app, client, member, instance, engine_name):
    who = member(Role.VIEWER, email="very.unusual.name@example.org", password=PASSWORD)
    come_in(client, who)
    send(client, "/account/forgot", email=who.email)
    with app.app_context():
        if engine_name == "sqlite":
            db.session.rollback()
            kept = b"".join(path.read_bytes() for path in instance.iterdir() if path.is_file())
        else:
            from sqlalchemy import text

            tables = db.session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
            kept = b"".join(
                str(row).encode()
                for table in tables
                for row in db.session.scalars(text(f'SELECT t::text FROM "{table}" t'))
            )
    assert kept
    for mark in ("very.unusual.name", "Wren Viewer", PASSWORD):
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            assert mark.encode(code) not in kept
            assert mark.encode(code).hex().encode() not in kept
