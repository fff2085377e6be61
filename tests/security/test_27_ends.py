"""ASVS 7.3.1-2: a session ends after two idle hours, and after twelve in any case."""

import pytest
import time_machine

from tests.web.account.test_sign_in import is_in
from tracker.team.roles import Role

NOON = "2026-05-04T12:00:00+00:00"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # tests/web/account/test_sign_in.py moves the clock on both


def test_27_it_ends_when_nothing_is_done_and_however_much_is_done(signed_in):
    with time_machine.travel(NOON, tick=False) as now:
        idle, busy = signed_in(Role.VIEWER), signed_in(Role.VIEWER)
        now.shift(2 * 3600 - 1)
        assert is_in(busy)
        now.shift(1)
        assert not is_in(idle)
        for _ in range(9):
            now.shift(3600)
            assert is_in(busy)
        now.shift(3600)
        assert is_in(busy) is False, "twelve hours, and busy to the end"


def test_27_between_password_and_second_factor_there_are_fifteen_minutes(client, member):
    from tests.members import PASSWORD, send

    who = member(Role.CALLER, password=PASSWORD)
    with time_machine.travel(NOON, tick=False) as now:
        send(client, "/account/sign-in", email=who.email, password=PASSWORD)
        now.shift(15 * 60)
        assert client.get("/account/second-factor").status_code == 200
        now.shift(1)
        assert client.get("/account/second-factor").status_code == 303
        assert client.get("/account/recovery-code/").status_code == 303
