"""ASVS 7.2.4, 7.4.1: another session at each sign-in; the cookie of one that was left opens nothing. On both engines."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.members import PASSWORD, send
from tests.security.conftest import on_both
from tests.web.account.test_passkey import added, asked, shown
from tests.web.account.test_sign_in import come_in, cookie, is_in
from tracker.team.roles import Role


def replayed(app: Flask, token: str) -> FlaskClient:
    thief = app.test_client()
    thief.set_cookie(app.config["SESSION_COOKIE_NAME"], token)
    return thief


@on_both
@pytest.mark.parametrize("way", ["password and code", "passkey"])
def test_26_signing_in_gives_another_cookie_and_the_one_before_is_worth_nothing(app, client, member, signed_in, way):
    who = member(Role.CALLER, password=PASSWORD)
    device = added(signed_in(who)) if way == "passkey" else None
    client.get("/account/sign-in")
    cookies = [cookie(client)]
    if device:
        assert shown(client, device.show(asked(client, "sign-in"))).location == "/desk/"
    else:
        send(client, "/account/sign-in", email=who.email, password=PASSWORD)
        cookies.append(cookie(client))
        assert come_in(client, who).location == "/desk/"
    assert is_in(client)
    for before in cookies:
        assert before and before != cookie(client)
        assert not is_in(replayed(app, before))


@on_both
def test_26_after_sign_out_a_copy_of_the_cookie_opens_nothing(app, client, member):
    who = member(Role.CALLER, password=PASSWORD)
    come_in(client, who)
    stolen = cookie(client)
    assert is_in(replayed(app, stolen)), "the copy was good"
    send(client, "/account/", to="/account/sign-out")
    assert not is_in(replayed(app, stolen))
    assert replayed(app, stolen).post("/desk/team/invite", data={"role": "administrator"}).status_code == 401
