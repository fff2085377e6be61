"""Codes from paper: each once, told how many are left, and its owner gets a letter."""

import re

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import is_in
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.team import second_factor
from tracker.team.recovery import RecoveryCode
from tracker.team.roles import Role
from tracker.team.tries import FREE

NOON = "2026-05-04T12:00:00+00:00"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # tests/usecases/test_used_once.py uses one on both


def codes(browser: FlaskClient) -> list[str]:
    page = browser.post("/account/ways/codes")
    assert page.status_code == 200
    return re.findall(r"<code>([a-z0-9-]{19})</code>", page.text)


def half_in(browser: FlaskClient, who) -> FlaskClient:
    assert send(browser, "/account/sign-in", email=who.email, password=PASSWORD).location == "/account/second-factor"
    return browser


def letters(app) -> list[tuple[str, str]]:
    with app.app_context():
        return [(each.words["subject"], each.words["text"]) for each in db.session.scalars(select(Letter))]


@pytest.fixture
def who(member):
    return member(Role.CALLER, password=PASSWORD)


def test_a_code_stands_for_the_second_factor_once(app, client, who, signed_in):
    mine = codes(signed_in(who))
    assert len(set(mine)) == 10
    half_in(client, who)
    assert "Use a recovery code" in client.get("/account/second-factor").text
    answer = send(client, "/account/recovery-code/", code=mine[3])
    assert answer.location == "/desk/"
    assert "9 are left" in client.get("/account/").text
    [(subject, text)] = letters(app)
    assert subject == "A recovery code was used"
    assert "9 codes are left" in text
    late = half_in(app.test_client(), who)
    assert send(late, "/account/recovery-code/", code=mine[3]).status_code == 422
    assert not is_in(late)


def test_as_people_read_it_from_paper_it_still_opens(client, who, signed_in):
    code = codes(signed_in(who))[0]
    typed = code.replace("-", " ").upper().replace("0", "O").replace("1", "l")
    assert send(half_in(client, who), "/account/recovery-code/", code=f" {typed} ").location == "/desk/"


def test_the_password_alone_or_another_accounts_code_opens_nothing(client, who, member, signed_in):
    others = codes(signed_in(Role.CALLER))
    mine = codes(signed_in(who))
    assert client.get("/account/recovery-code/").location == "/account/sign-in"
    half_in(client, who)
    for code in (*others[:2], "", "x", "0000-0000-0000-0000", "\x00" * 16, "é" * 16, "a" * 300):
        assert send(client, "/account/recovery-code/", code=code).status_code in (422, 429)
    assert not is_in(client)
    assert mine


def test_new_ones_make_the_old_void_and_nothing_of_them_can_be_read(app, client, who, signed_in):
    browser = signed_in(who)
    old, new = codes(browser), codes(browser)
    assert send(half_in(client, who), "/account/recovery-code/", code=old[0]).status_code == 422
    assert send(client, "/account/recovery-code/", code=new[0]).location == "/desk/"
    with app.app_context():
        rows = db.session.query(RecoveryCode).all()
        assert len(rows) == 10
        kept = b"".join(row.code_hash for row in rows)
        assert not any(code.replace("-", "").encode() in kept for code in new)
    assert "9 codes are left" in browser.get("/account/ways/").text


def test_guessing_is_slowed_together_with_codes_of_the_app(client, who, signed_in):
    right = codes(signed_in(who))[0]
    with time_machine.travel(NOON, tick=False):
        half_in(client, who)
        for n in range(FREE):
            path, code = (
                ("/account/recovery-code/", "0000-0000-0000-0000") if n % 2 else ("/account/second-factor", "000000")
            )
            assert send(client, path, code=code).status_code == 422
        assert send(client, "/account/recovery-code/", code=right).status_code == 429
        assert send(client, "/account/second-factor", code=second_factor.code_now(who.secret)).status_code == 429


def test_an_owner_whose_codes_are_guessed_gets_one_letter(app, who):
    """Whoever guesses codes knows the password already."""
    with time_machine.travel(NOON, tick=False) as now:
        guesser = half_in(app.test_client(), who)
        for n in range(14):
            guesser.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
            assert send(guesser, "/account/second-factor", code="000000").status_code == 422
        [(subject, text)] = letters(app)
        assert subject == "Somebody guesses your codes"
        assert "/account/forgot" in text
        now.shift(60)
        owner = half_in(app.test_client(), who)
        assert send(owner, "/account/second-factor", code=second_factor.code_now(who.secret)).location == "/desk/"


def test_from_everywhere_at_once_codes_are_slowed_too(app, who, monkeypatch):
    monkeypatch.setattr("tracker.usecases.sign_in.MOST_CODES", 6)
    with time_machine.travel(NOON, tick=False) as now:
        guesser = half_in(app.test_client(), who)
        statuses = []
        for n in range(9):
            guesser.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
            statuses.append(send(guesser, "/account/second-factor", code="000000").status_code)
        assert statuses == [422] * 6 + [429] * 3
        now.shift(61)
        owner = half_in(app.test_client(), who)
        assert send(owner, "/account/second-factor", code=second_factor.code_now(who.secret)).location == "/desk/"


def test_a_lost_phone_takes_codes_passkeys_and_devices_with_it(app, client, who, signed_in):
    from tracker.usecases import change_member

    mine = codes(signed_in(who))
    with app.app_context():
        change_member.forget_second_factor(who.id, by_id=None)
        assert db.session.query(RecoveryCode).count() == 0
    assert send(client, "/account/sign-in", email=who.email, password=PASSWORD).location == "/account/authenticator"
    assert (
        send(client, "/account/authenticator", to="/account/recovery-code/", code=mine[0]).location
        == "/account/sign-in"
    )
    assert not is_in(client)
