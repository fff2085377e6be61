"""ASVS 6.3.1: guessing is slowed for each account and each address, and the right one from elsewhere still comes in."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import come_in
from tracker.team.roles import Role
from tracker.team.tries import FREE, FREE_FOR_ADDRESS

NOON = "2026-05-04T12:00:00+00:00"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # tests/web/account/test_sign_in.py guesses on both


def at(app: Flask, address: str) -> FlaskClient:
    browser = app.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def guess(browser: FlaskClient, email: str, password: str = PASSWORD[::-1]) -> int:
    return send(browser, "/account/sign-in", email=email, password=password).status_code


def test_21_a_hundred_wrong_tries_are_five_and_the_owner_comes_in_from_home(app, member):
    who = member(Role.CALLER, password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        thief = at(app, "203.0.113.1")
        assert [guess(thief, who.email) for _ in range(100)] == [401] * FREE + [429] * (100 - FREE)
        assert guess(thief, who.email, PASSWORD) == 429, "not even the right one, from there"
        assert come_in(at(app, "198.51.100.7"), who).location == "/desk/"


def test_21_a_hundred_addresses_with_one_wrong_try_each_do_not_keep_the_owner_out(app, member):
    who = member(Role.CALLER, password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        assert {guess(at(app, f"203.0.113.{n}"), who.email) for n in range(100)} == {401}
        assert come_in(at(app, "198.51.100.7"), who).location == "/desk/"


def test_21_one_address_that_tries_one_word_at_everybody_is_slowed(app):
    with time_machine.travel(NOON, tick=False):
        thief = at(app, "203.0.113.1")
        heard = [guess(thief, f"person{n}@example.org") for n in range(FREE_FOR_ADDRESS + 5)]
    assert heard == [401] * FREE_FOR_ADDRESS + [429] * 5


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP"])
def test_21_a_forged_address_gives_no_fresh_patience(app, member, header):
    who = member(Role.VIEWER, password=PASSWORD)
    thief, statuses = at(app, "203.0.113.1"), []
    with time_machine.travel(NOON, tick=False):
        for n in range(FREE + 2):
            thief.environ_base[f"HTTP_{header.upper().replace('-', '_')}"] = f"198.51.100.{n}"
            statuses.append(guess(thief, who.email))
    assert statuses == [401] * FREE + [429] * 2


def test_21_codes_of_the_second_factor_are_guessed_no_faster(app, member):
    who = member(Role.CALLER, password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        thief = at(app, "203.0.113.1")
        assert guess(thief, who.email, PASSWORD) == 303
        statuses = [send(thief, "/account/second-factor", code=f"00000{n}").status_code for n in range(8)]
        assert statuses == [422] * FREE + [429] * 3
        assert come_in(at(app, "198.51.100.7"), who).location == "/desk/"
