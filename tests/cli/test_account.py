"""Accounts from the command line."""

import re

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import is_in
from tracker.team import account
from tracker.team.roles import Role


def test_an_invitation_is_printed_and_works(app, client):
    said = app.test_cli_runner().invoke(args=["account", "invite", "viewer"])
    assert said.exit_code == 0
    found = re.fullmatch(r"http://localhost:8000(/account/join/[\w-]{43})\n", said.output)
    assert found
    path = found[1]
    assert send(client, path, name="Bo", email="bo@example.org", password=PASSWORD).location == "/desk/"


def test_a_link_for_a_new_password_is_printed_and_the_phone_forgotten_only_if_told(app, client, member):
    who = member(Role.CALLER, password=PASSWORD)
    for arguments, place in (([], "second-factor"), (["--phone"], "authenticator")):
        said = app.test_cli_runner().invoke(args=["account", "reset", who.email, *arguments])
        path = said.output.strip().removeprefix("http://localhost:8000")
        assert send(client, path, password=PASSWORD).status_code == 303
        assert send(client, "/account/sign-in", email=who.email, password=PASSWORD).location == f"/account/{place}"


def test_disabling_ends_the_sessions(app, member, signed_in):
    member(Role.ADMINISTRATOR)
    who = member(Role.CALLER)
    browser = signed_in(who)
    assert app.test_cli_runner().invoke(args=["account", "disable", who.email.upper()]).output == "Disabled.\n"
    assert not is_in(browser)
    with app.app_context():
        assert not account.by_id(who.id).active


def test_an_unknown_address_is_said(app):
    said = app.test_cli_runner().invoke(args=["account", "disable", "nobody@example.org"])
    assert said.exit_code == 1
    assert "There is no account with this e-mail." in said.output


def test_a_role_that_does_not_exist_is_refused(app):
    assert app.test_cli_runner().invoke(args=["account", "invite", "root"]).exit_code == 2
