"""Invitations: the first one, used once, for two days."""

import pytest
import time_machine

from tests.members import PASSWORD, form_token, send
from tracker.store.db import db
from tracker.team import account
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.usecases import first_administrator, invite

NOON = "2026-05-04T12:00:00+00:00"
ME = {"name": "Ada Lantern", "email": "ada@example.org", "password": PASSWORD}


def first_link(app) -> str:
    with app.app_context():
        path = first_administrator.invite()
    assert path
    return path


def accounts(app) -> list[Account]:
    with app.app_context():
        return account.members()


def test_a_fresh_house_has_no_account_and_one_link_makes_the_administrator(app, client):
    assert accounts(app) == []
    link = first_link(app)
    assert send(client, link, **ME).location == "/account/authenticator"
    with app.app_context():
        [one] = account.members()
        assert (one.name, one.email, one.role, one.demo) == (
            "Ada Lantern",
            "ada@example.org",
            Role.ADMINISTRATOR,
            False,
        )
        assert first_administrator.invite() is None
        assert not first_administrator.needed()


@pytest.mark.parametrize("email", ["admin@example.org", "root@example.org"])
def test_no_password_that_many_products_come_with_opens_a_fresh_house(client, email):
    assert send(client, "/account/sign-in", email=email, password="admin").status_code == 401


def test_the_link_printed_last_is_the_only_one(app, client):
    before, after = first_link(app), first_link(app)
    assert client.get(before).status_code == 410
    assert client.get(after).status_code == 200


def test_opening_a_link_spends_nothing(app, client):
    link = first_link(app)
    for _scanner in range(3):
        assert client.get(link).status_code == 200
    assert accounts(app) == []


def test_an_invitation_works_once(app):
    link = first_link(app)
    token = form_token(app.test_client().get(link).text)
    assert token
    late = app.test_client()
    page = form_token(late.get(link).text)
    assert send(app.test_client(), link, **ME).status_code == 303
    assert late.post(link, data={"csrf_token": page, **ME, "email": "eve@example.org"}).status_code == 410
    assert late.get(link).status_code == 410
    assert len(accounts(app)) == 1


def test_an_invitation_ends_after_two_days(app, client):
    with time_machine.travel(NOON, tick=False) as now:
        with app.app_context():
            link = invite.invite(Role.CALLER, made_by_id=None)
        now.shift(48 * 3600 - 1)
        assert client.get(link).status_code == 200
        now.shift(1)
        assert client.get(link).status_code == 410


def test_the_role_is_the_invitations_whatever_is_sent(app, client):
    with app.app_context():
        link = invite.invite(Role.VIEWER, made_by_id=None)
    assert send(client, link, **ME, role="administrator", role_name="administrator").location == "/desk/"
    assert [one.role for one in accounts(app)] == [Role.VIEWER]


def test_an_address_that_is_taken_is_said_beside_the_field_and_the_link_stays_good(app, client, member):
    member(Role.VIEWER, email="Ada@Example.org")
    with app.app_context():
        link = invite.invite(Role.VIEWER, made_by_id=None)
    answer = send(client, link, **ME)
    assert answer.status_code == 422
    assert "There is an account with this e-mail already" in answer.text
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    "password", ["short", "password", "12345678", "iloveyou1", "qwertyuiop", "adalantern", "a" * 201]
)
def test_a_password_that_is_guessed_first_is_refused(app, client, password):
    answer = send(client, first_link(app), **{**ME, "password": password})
    assert answer.status_code == 422
    assert 'id="password-why"' in answer.text
    assert accounts(app) == []


@pytest.mark.parametrize(
    "password",
    [
        "tin lantern 47 oak",
        "x" * 20 + "Q7 wet stone harbor " * 4,
        "우리는 밤에 강을 건넜다",
        "  spaces at the ends kept  ",
    ],
)
def test_a_long_password_of_any_letters_is_welcome_and_opens(app, client, password):
    assert send(client, first_link(app), **{**ME, "password": password}).status_code == 303
    assert (
        send(app.test_client(), "/account/sign-in", email="ADA@example.org ", password=password).location
        == "/account/authenticator"
    )


@pytest.mark.parametrize("field", ["name", "email", "password"])
@pytest.mark.parametrize(
    "value", ["", " ", "\x00", "a\r\nBcc: x@example.org", "<b>", "=1+1", "a" * 10_000, "ﷺ" * 3_000]
)
def test_no_value_breaks_the_form_or_writes_half(app, client, field, value):
    answer = send(client, first_link(app), **{**ME, field: value})
    assert answer.status_code in (303, 422)
    assert len(accounts(app)) == (1 if answer.status_code == 303 else 0)


@pytest.mark.parametrize("token", ["x", "%00", "..", "a" * 4000, "%ED%A0%80"])
def test_a_link_that_was_never_made_is_over(client, token):
    assert client.get(f"/account/join/{token}").status_code in (404, 410)
    assert client.get(f"/account/reset/{token}").status_code in (404, 410)


def test_an_address_is_written_down_sealed_and_found_by_its_fingerprint(app, member):
    who = member(Role.VIEWER, email="Grüße@Example.org")
    with app.app_context():
        found = account.by_email(" grüsse@example.ORG")
        assert found is not None
        assert found.id == who.id
        row = db.session.connection().exec_driver_sql("SELECT * FROM account").mappings().one()
        values = [bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in row.values()]
        assert b"example" not in b"".join(values).lower()
