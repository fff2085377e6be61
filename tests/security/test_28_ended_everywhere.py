"""ASVS 7.4.2-3: a new password, a new role or being shut out ends every session, half-open ones and remembered devices too."""

import pytest

from tests.members import PASSWORD, send
from tests.web.account.test_sign_in import is_in
from tracker.store.db import db
from tracker.team.device import RememberedDevice
from tracker.team.roles import Role
from tracker.usecases import ask_for_reset, change_member, choose_password, remember_device

NEW = "another boat, another night"
BASE_URL = "http://localhost:8000"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def reset(who) -> None:
    path = ask_for_reset.make_link(who.id, None)
    choose_password.by_link(path.rpartition("/")[2], NEW, BASE_URL)


ENDS = {
    "password changed": lambda who: choose_password.by_old_one(who.id, PASSWORD, NEW, "192.0.2.1", BASE_URL),
    "password reset": reset,
    "disabled": lambda who: change_member.disable(who.id, None),
    "role changed": lambda who: change_member.role(who.id, Role.ORGANIZER, None),
    "second factor forgotten": lambda who: change_member.forget_second_factor(who.id, None),
}


@pytest.mark.parametrize("how", ENDS)
def test_28_it_ends_every_session_of_theirs_and_nobody_elses(app, client, member, signed_in, how):
    who = member(Role.CALLER, password=PASSWORD)
    first, second, noise = signed_in(who), signed_in(who), signed_in(Role.CALLER)
    send(client, "/account/sign-in", email=who.email, password=PASSWORD)
    with app.app_context():
        remember_device.remember(who.id, "")
        noise_token = remember_device.remember(noise.member.id, "")
        assert noise_token
        ENDS[how](who)
        assert [each.account_id for each in db.session.query(RememberedDevice)] == [noise.member.id]
    assert (is_in(first), is_in(second), is_in(noise)) == (False, False, True)
    assert client.get("/account/second-factor").status_code == 303
    assert first.post("/account/sign-out").status_code in (303, 400)
