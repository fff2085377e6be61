"""The team's page: who may do what."""

import re

import pytest

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import come_in, is_in
from tracker import clock
from tracker.screenings import who_works
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account
from tracker.team.roles import Role
from tracker.team.trace import Trace


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMINISTRATOR)


def deeds(app) -> list[str]:
    with app.app_context():
        return [row.deed for row in db.session.query(Trace).order_by(Trace.number)]


def test_the_list_says_who_is_there(admin, member):
    who = member(Role.CALLER)
    page = admin.get("/desk/team/").text
    assert who.email in page
    assert "Wren Caller" in page


def test_a_link_is_shown_once_and_makes_a_member_of_that_role(app, admin, client):
    page = admin.post("/desk/team/invite", data={"role": "viewer"}).text
    found = re.search(r"http://localhost:8000(/account/join/[\w-]+)", page)
    assert found
    link = found[1]
    assert link not in admin.get("/desk/team/").text
    assert send(client, link, name="Bo", email="bo@example.org", password=PASSWORD).location == "/desk/"
    assert deeds(app)[:2] == ["invited", "joined"]


@pytest.mark.parametrize("role", ["", "root", "administrator\x00", "a" * 9000])
def test_a_role_that_does_not_exist_is_refused(admin, role):
    assert admin.post("/desk/team/invite", data={"role": role}).status_code == 422
    assert admin.post(f"/desk/team/{admin.member.id}/role", data={"role": role}).status_code == 422


def test_another_role_ends_the_sessions(app, admin, member, signed_in):
    who = member(Role.VIEWER)
    browser = signed_in(who)
    assert admin.post(f"/desk/team/{who.id}/role", data={"role": "caller"}).status_code == 303
    assert not is_in(browser)
    with app.app_context():
        assert account.by_id(who.id).role is Role.CALLER
    assert "role changed" in deeds(app)


def test_disabling_ends_the_sessions_and_keeps_them_out_until_enabled(app, admin, client, member, signed_in):
    who = member(Role.VIEWER, password=PASSWORD)
    browser = signed_in(who)
    assert is_in(browser)
    assert admin.post(f"/desk/team/{who.id}/disable").status_code == 303
    assert not is_in(browser)
    assert come_in(client, who).status_code == 401
    admin.post(f"/desk/team/{who.id}/enable")
    assert come_in(client, who).location == "/desk/"
    assert [deed for deed in deeds(app) if "able" in deed] == ["disabled", "enabled"]


def test_somebody_half_in_is_out_when_disabled(app, admin, client, member):
    who = member(Role.CALLER, password=PASSWORD)
    send(client, "/account/sign-in", email=who.email, password=PASSWORD)
    assert client.get("/account/second-factor").status_code == 200
    admin.post(f"/desk/team/{who.id}/disable")
    assert client.get("/account/second-factor").status_code == 303


def test_the_last_administrator_stays(app, admin, member):
    disabled = member(Role.ADMINISTRATOR)
    admin.post(f"/desk/team/{disabled.id}/disable")
    me = admin.member.id
    answer = admin.post(f"/desk/team/{me}/disable")
    assert answer.status_code == 422
    assert "Make somebody else administrator first." in answer.text
    assert admin.post(f"/desk/team/{me}/role", data={"role": "viewer"}).status_code == 422
    with app.app_context():
        assert account.by_id(me).active
        assert account.by_id(me).role is Role.ADMINISTRATOR


def test_they_work_on_the_campaigns_that_are_ticked(app, admin, member):
    who, noise = member(Role.ORGANIZER), member(Role.ORGANIZER)
    with app.app_context(), transaction() as rows:
        film = Film(title="Beyond Utopia", title_key="beyond utopia", original_title_key="", created_at=clock.now())
        rows.add(film)
        made = [
            Campaign(
                name=name,
                film_id=film.id,
                goals={},
                languages="en",
                end_card_words={},
                retention_months=18,
                created_at=clock.now(),
            )
            for name in "ABC"
        ]
        rows.add_all(made)
        a, b, c = (one.id for one in made)
    admin.post(f"/desk/team/{noise.id}/campaigns", data={"campaign": [a]})
    admin.post(f"/desk/team/{who.id}/campaigns", data={"campaign": [a, b]})
    answer = admin.post(
        f"/desk/team/{who.id}/campaigns", data={"campaign": [b, c, "0000000000000000", "\x00", "x" * 500]}
    )
    assert answer.status_code == 303
    with app.app_context():
        assert who_works.by_account() == {who.id: frozenset({b, c}), noise.id: frozenset({a})}
    assert (
        admin.get(f"/desk/team/{who.id}").text.partition("<dialog")[0].count(" checked") == 2 + 1
    )  # the language that she speaks


@pytest.mark.parametrize("account_id", ["0000000000000000", "x", "a" * 300, "%00", "é"])
def test_an_account_that_is_not_there_is_not_there(admin, account_id):
    assert admin.get(f"/desk/team/{account_id}").status_code == 404
    assert admin.post(f"/desk/team/{account_id}/disable").status_code == 404


def test_a_lost_phone_is_forgotten_and_the_next_sign_in_sets_up_another(admin, client, member):
    who = member(Role.CALLER, password=PASSWORD)
    admin.post(f"/desk/team/{who.id}/phone")
    assert send(client, "/account/sign-in", email=who.email, password=PASSWORD).location == "/account/authenticator"
    assert not is_in(client)


def test_a_form_without_its_token_changes_nothing(app, admin, member):
    who = member(Role.VIEWER)
    del admin.environ_base["HTTP_X_CSRFTOKEN"]
    assert admin.post(f"/desk/team/{who.id}/disable").status_code == 400
    with app.app_context():
        assert account.by_id(who.id).active
