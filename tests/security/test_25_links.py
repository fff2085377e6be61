"""ASVS 6.4.1, 6.4.3: links to join and to reset work once, for a short while, and do not skip the second factor."""

from datetime import timedelta

import pytest
import time_machine

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import is_in
from tracker.team import invitation
from tracker.team.roles import Role
from tracker.usecases import ask_for_reset, change_member, invite

NOON = "2026-05-04T12:00:00+00:00"
NEW = "another boat, another night"
ME = {"name": "Ada", "email": "ada@example.net", "password": PASSWORD}


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # tests/usecases/test_used_once.py races for them on both


def link(app, who=None) -> str:
    with app.app_context():
        return ask_for_reset.make_link(who.id, None) if who else invite.invite(Role.CALLER, None)


def test_25_each_works_once_and_then_says_where_to_go(app, client, member):
    reset, joining = link(app, member(Role.VIEWER)), link(app)
    assert send(client, reset, password=NEW).status_code == 303
    assert send(app.test_client(), joining, **ME).status_code == 303
    for path, way in ((reset, "/account/forgot"), (joining, "/account/sign-in")):
        for used in (path, path + "x", path[:-1]):
            answer = app.test_client().get(used)
            assert answer.status_code == 410
            assert f'class="act" href="{way}"' in answer.text


def test_25_each_ends_by_the_clock(app, client, member):
    assert {"join": timedelta(hours=48), "reset": timedelta(hours=1)} == invitation.LIFE
    with time_machine.travel(NOON, tick=False) as now:
        reset, joining = link(app, member(Role.VIEWER)), link(app)
        now.shift(timedelta(days=2))
        assert [client.get(each).status_code for each in (reset, joining)] == [410, 410]
        assert client.post(reset, data={"password": NEW}).status_code in (400, 410)


def test_25_a_new_password_by_link_leaves_the_second_factor_where_it_was(app, client, member):
    who = member(Role.COORDINATOR, password=PASSWORD)
    assert send(client, link(app, who), password=NEW).location == "/account/sign-in"
    assert not is_in(client)
    assert send(client, "/account/sign-in", email=who.email, password=NEW).location == "/account/second-factor"
    assert not is_in(client)


def test_25_joining_leads_to_a_second_factor_before_the_desk(app, client):
    assert send(client, link(app), **ME).location == "/account/authenticator"
    assert not is_in(client)


def test_25_a_link_of_somebody_who_was_shut_out_is_over(app, client, member):
    who = member(Role.VIEWER)
    path = link(app, who)
    with app.app_context():
        change_member.disable(who.id, None)
    assert client.get(path).status_code == 410
