"""Coming back in without the password."""

import re

import pytest
import time_machine
from sqlalchemy import select

from tests.members import PASSWORD, form_token, send
from tests.web.account.test_sign_in import come_in, is_in
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.team import second_factor
from tracker.team.invitation import Invitation
from tracker.team.roles import Role
from tracker.usecases import ask_for_reset, change_member

NOON = "2026-05-04T12:00:00+00:00"
NEW = "another boat, another night"


def link_for(app, who) -> str:
    with app.app_context():
        return ask_for_reset.make_link(who.id, made_by_id=None)


def test_a_link_gives_a_new_password_and_still_asks_for_the_second_factor(app, client, member):
    who = member(Role.CALLER, password=PASSWORD)
    assert send(client, link_for(app, who), password=NEW).location == "/account/sign-in"
    assert not is_in(client)
    assert send(client, "/account/sign-in", email=who.email, password=PASSWORD).status_code == 401
    assert send(client, "/account/sign-in", email=who.email, password=NEW).location == "/account/second-factor"
    assert not is_in(client)
    assert send(client, "/account/second-factor", code=second_factor.code_now(who.secret)).location == "/desk/"


def test_a_link_works_once(app, client, member):
    link = link_for(app, member(Role.VIEWER, password=PASSWORD))
    late = app.test_client()
    page = form_token(late.get(link).text)
    assert send(client, link, password=NEW).status_code == 303
    assert client.get(link).status_code == 410
    assert late.post(link, data={"csrf_token": page, "password": "a third one, from elsewhere"}).status_code == 410


def test_a_link_ends_after_an_hour(app, client, member):
    with time_machine.travel(NOON, tick=False) as now:
        link = link_for(app, member(Role.VIEWER))
        now.shift(3599)
        assert client.get(link).status_code == 200
        now.shift(1)
        assert client.get(link).status_code == 410


def test_a_newer_link_makes_the_older_void(app, client, member):
    who = member(Role.VIEWER)
    before, after = link_for(app, who), link_for(app, who)
    assert (client.get(before).status_code, client.get(after).status_code) == (410, 200)


def test_a_link_to_join_is_none_to_reset(app, client, member):
    link = link_for(app, member(Role.VIEWER))
    assert client.get(link.replace("reset", "join")).status_code == 410


def test_a_new_password_ends_every_session(app, client, member, signed_in):
    who = member(Role.VIEWER, password=PASSWORD)
    elsewhere = signed_in(who)
    assert is_in(elsewhere)
    send(client, link_for(app, who), password=NEW)
    assert not is_in(elsewhere)


def test_a_common_password_is_refused_and_the_link_stays_good(app, client, member):
    link = link_for(app, member(Role.VIEWER))
    assert send(client, link, password="password1").status_code == 422
    assert client.get(link).status_code == 200


def letters(app) -> list[str]:
    with app.app_context():
        ask_for_reset.answer(app.config["BASE_URL"])  # as the worker does
        return [str((each.words or {}).get("text")) for each in db.session.scalars(select(Letter))]


def test_asking_is_answered_alike_for_known_and_unknown(app, member):
    who = member(Role.CALLER, password=PASSWORD)
    pages = []
    for email in (who.email, "nobody@example.org"):
        answer = send(app.test_client(), "/account/forgot", email=email)
        pages.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    assert pages[0] == pages[1]
    assert pages[0][0] == 200
    [written] = letters(app)
    assert app.config["BASE_URL"] + "/account/reset/" in written


def test_asking_again_and_again_writes_a_few_letters_and_says_the_same(app, member):
    who = member(Role.CALLER)
    with time_machine.travel(NOON, tick=False):
        assert {send(app.test_client(), "/account/forgot", email=who.email).status_code for _ in range(20)} == {200}
    assert len(letters(app)) == 5


def test_no_link_is_made_for_a_disabled_account(app, client, member):
    who = member(Role.CALLER)
    with app.app_context():
        change_member.disable(who.id, by_id=None)
    assert send(client, "/account/forgot", email=who.email).status_code == 200
    assert letters(app) == []
    with app.app_context():
        assert db.session.query(Invitation).count() == 0


@pytest.mark.parametrize(
    "email", ["", "x", "a@b@c", "\x00@example.org", "a" * 300 + "@example.org", "a\r\nTo: b@example.org"]
)
def test_what_is_no_address_is_said_beside_the_field(client, email):
    assert send(client, "/account/forgot", email=email).status_code == 422


def test_a_reset_link_does_not_open_a_disabled_account(app, client, member):
    who = member(Role.VIEWER, password=PASSWORD)
    link = link_for(app, who)
    with app.app_context():
        change_member.disable(who.id, by_id=None)
    assert client.get(link).status_code == 410
    assert come_in(client, who).status_code == 401
