"""Remembered devices and living sessions: what they spare, when they end, and what their owner sees of them."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.members import PASSWORD, Member, send
from tests.web.account.test_sign_in import is_in
from tracker.store.db import db
from tracker.team import account, device, second_factor
from tracker.team.device import RememberedDevice
from tracker.team.roles import Role
from tracker.team.tries import FREE
from tracker.usecases import change_member, choose_password

NOON = "2026-05-04T12:00:00+00:00"
NAME = "houselights-device"
NEW = "another boat, another night"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # nothing here is decided by the engine


@pytest.fixture
def who(member) -> Member:
    return member(Role.CALLER, password=PASSWORD)


def remembered(app: Flask, who: Member, **more: str) -> FlaskClient:
    """A browser that came in with the tick, and went out again."""
    browser = app.test_client()
    browser.environ_base["HTTP_USER_AGENT"] = FIREFOX
    send(browser, "/account/sign-in", email=who.email, password=PASSWORD)
    answer = send(browser, "/account/second-factor", code=second_factor.code_now(who.secret), remember="y")
    assert answer.location == "/desk/"
    send(browser, "/account/", to="/account/sign-out")
    return browser


def goes(browser: FlaskClient, who: Member, password: str = PASSWORD) -> str:
    return send(browser, "/account/sign-in", email=who.email, password=password).location


def test_for_fourteen_days_the_password_is_enough_on_it_and_nothing_less(app, client, who):
    with time_machine.travel(NOON, tick=False) as now:
        browser = remembered(app, who)
        assert not is_in(browser)
        assert send(browser, "/account/sign-in", email=who.email, password="wrong one").status_code == 401
        now.shift(14 * 86400 - 1)
        assert goes(browser, who) == "/desk/"
        send(browser, "/account/", to="/account/sign-out")
        now.shift(1)
        assert goes(browser, who) == "/account/second-factor"
        assert goes(client, who) == "/account/second-factor", "another device is not remembered"


def test_the_tick_is_not_set_and_without_it_nothing_is_remembered(app, client, who):
    send(client, "/account/sign-in", email=who.email, password=PASSWORD)
    assert "checked" not in client.get("/account/second-factor").text
    send(client, "/account/second-factor", code=second_factor.code_now(who.secret))
    assert client.get_cookie(NAME) is None


def test_its_cookie_is_for_the_browser_itself_and_bound_to_https_where_there_is_one(app, who, client):
    send(client, "/account/sign-in", email=who.email, password=PASSWORD)
    answer = send(client, "/account/second-factor", code=second_factor.code_now(who.secret), remember="y")
    [told] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(NAME)]
    assert "HttpOnly" in told and "SameSite=Strict" in told and "Max-Age=1209600" in told and "Path=/" in told
    app.config["BASE_URL"] = "https://houselights.example"
    with app.test_request_context():
        from flask import make_response

        from tracker.web.account import remembered as cookies

        told = cookies.remember(account.by_id(who.id), make_response("")).headers["Set-Cookie"]
    assert told.startswith("__Host-houselights-device=") and "Secure" in told and "Domain" not in told


@pytest.mark.parametrize("how", ["password", "reset", "disabled", "role", "phone", "all", "one"])
def test_it_ends_when_it_must(app, who, signed_in, how):
    browser, own = remembered(app, who), signed_in(who)
    password = PASSWORD
    if how == "password":
        own.post("/account/password", data={"present": PASSWORD, "password": NEW})
        password = NEW
    elif how == "all":
        own.post("/account/devices/forget")
    with app.app_context():
        if how == "reset":
            from tracker.usecases import ask_for_reset

            path = ask_for_reset.make_link(who.id, None)
            choose_password.by_link(path.rpartition("/")[2], NEW, "http://localhost:8000")
            password = NEW
        elif how == "disabled":
            change_member.disable(who.id, None)
            change_member.enable(who.id, None)
        elif how == "role":
            change_member.role(who.id, Role.ORGANIZER, None)
        elif how == "phone":
            change_member.forget_second_factor(who.id, None)
        elif how == "one":
            [one] = device.of(who.id)
            one_id = one.id
    if how == "one":
        own.post(f"/account/devices/{one_id}/forget")
    wanted = "/account/authenticator" if how == "phone" else "/account/second-factor"
    assert goes(browser, who, password) == wanted
    with app.app_context():
        assert db.session.query(RememberedDevice).count() == 0


def test_it_is_bound_to_its_account(app, who, member):
    other, browser = member(Role.CALLER, password=PASSWORD), remembered(app, who)
    assert goes(browser, other) == "/account/second-factor"


def test_a_device_of_ones_own_is_heard_although_a_neighbour_guesses(app, who):
    """An office behind one router: the neighbour has the same address."""
    with time_machine.travel(NOON, tick=False):
        browser = remembered(app, who)
        for n in range(FREE + 3):
            send(app.test_client(), "/account/sign-in", email=who.email, password=f"guess {n}")
        assert send(app.test_client(), "/account/sign-in", email=who.email, password=PASSWORD).status_code == 429
        assert goes(browser, who) == "/desk/"


def test_a_stolen_device_guesses_no_faster(app, who):
    browser = remembered(app, who)
    statuses = [
        send(browser, "/account/sign-in", email=who.email, password=f"guess {n}").status_code for n in range(FREE + 2)
    ]
    assert statuses == [401] * FREE + [429] * 2


def test_the_page_says_when_and_what_kind_of_browser_and_never_from_where(app, who, signed_in):
    remembered(app, who)
    browser = signed_in(who)
    half = app.test_client()
    send(half, "/account/sign-in", email=who.email, password=PASSWORD)
    signed_in(Role.CALLER)
    page = browser.get("/account/devices/").text
    assert "Firefox, Linux" in page
    assert "this one" in page
    assert "127.0.0.1" not in page
    assert len(re.findall(r"<tr><td", page)) == 2, "this session and the device: who is half in is not listed"


def test_sessions_elsewhere_end_by_one_press_and_this_one_goes_on(app, who, signed_in):
    mine, first, second, noise = signed_in(who), signed_in(who), signed_in(who), signed_in(Role.VIEWER)
    page = mine.get("/account/devices/").text
    others = re.findall(r"/account/devices/sessions/(\w{16})/end", page)
    assert len(others) == 2
    noise.post(f"/account/devices/sessions/{others[0]}/end")
    assert is_in(first) and is_in(second)
    mine.post(f"/account/devices/sessions/{others[0]}/end")
    assert [is_in(first), is_in(second)].count(True) == 1
    mine.post("/account/devices/sessions/end")
    assert (is_in(mine), is_in(first), is_in(second), is_in(noise)) == (True, False, False, True)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("", ""),
        ("curl/8", ""),
        (FIREFOX, "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E Safari/604",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 Chrome/150 Safari/537 Edg/150", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/150 Mobile Safari/537", "Chrome, Android"),
    ],
)
def test_a_browser_is_two_words(app, agent, words):
    from tracker.web.account.browser_words import browser_words

    with app.test_request_context(headers={"User-Agent": agent}):
        assert browser_words() == words
