"""ASVS 6.3.3: a second factor for anyone who may see a contact or export."""

import pytest

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import is_in
from tracker.store.db import db
from tracker.team import account
from tracker.team.roles import SEES_CONTACTS, Role
from tracker.web.frame import access

# Pages of one's own account, or that show who the team is, and nobody else.
OF_THE_TEAM = ("/account/",)


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_23_whatever_shows_contacts_or_exports_opens_only_to_roles_that_need_a_second_factor(app):
    looked_at = 0
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(OF_THE_TEAM):
            continue
        if access.says(app, rule.endpoint, access.SHOWS_CONTACTS) or access.says(app, rule.endpoint, access.FRESH):
            roles = access.allowed(app, rule.endpoint)
            assert roles and roles <= SEES_CONTACTS, rule.rule
            looked_at += 1
    assert looked_at > 5


@pytest.mark.parametrize("role", sorted(SEES_CONTACTS))
def test_23_the_password_alone_opens_nothing_to_such_a_role(client, member, role):
    who = member(role, password=PASSWORD)
    assert send(client, "/account/sign-in", email=who.email, password=PASSWORD).location == "/account/second-factor"
    for path in ("/desk/", "/desk/allies/", "/account/", "/account/ways/", "/account/devices/"):
        assert client.get(path).status_code == 303
    assert not is_in(client)


def test_23_who_loses_it_loses_the_desk_at_once_even_where_a_session_lives(app, signed_in):
    browser = signed_in(Role.COORDINATOR)
    assert is_in(browser)
    with app.app_context():
        whose = account.by_id(browser.member.id)
        whose.tf_primary_method = whose.totp_secret = None
        db.session.commit()
    assert not is_in(browser)


def test_23_a_viewer_sees_figures_alone_and_needs_none(app, signed_in):
    browser = signed_in(Role.VIEWER)
    assert is_in(browser)
    assert Role.VIEWER not in SEES_CONTACTS
    assert browser.get("/desk/allies/").status_code == 403
