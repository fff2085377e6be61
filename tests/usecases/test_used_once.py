"""Invitations, links for a new password and recovery codes are used once, by however many at once."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tests.engines import LOCKS
from tests.members import PASSWORD
from tracker import clock
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account, invitation, recovery
from tracker.team.account import Account
from tracker.team.invitation import LinkOver
from tracker.team.recovery import WrongRecoveryCode
from tracker.team.roles import Role
from tracker.usecases import ask_for_reset, choose_password, invite, join, sign_in

# Fewer than the tries that are free.
CROWD = 4
BASE_URL = "http://localhost:8000"


def at_once(app: Flask, deed: Callable[[int], Any]) -> list[Any]:
    """What became of each of a crowd who start together: "done", or the kind of refusal."""
    start, ends = threading.Barrier(CROWD), []

    def one(number: int) -> None:
        with app.app_context():
            start.wait(20)
            try:
                deed(number)
                ends.append("done")
            except Exception as error:
                ends.append(type(error))

    crowd = [threading.Thread(target=one, args=(number,)) for number in range(CROWD)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return ends


def take_locks_away(monkeypatch: pytest.MonkeyPatch, *deeds: Any) -> None:
    """Nobody waits for a row; all have looked before the first writes."""
    look, find = invitation.open_one, account.by_id
    monkeypatch.setattr(invitation, "open_one", lambda purpose, token, **_lock: look(purpose, token))
    monkeypatch.setattr(account, "by_id", lambda account_id, **_lock: find(account_id))
    meet = threading.Barrier(CROWD)

    def now():
        meet.wait(20)
        return clock.now()

    for deed in deeds:
        monkeypatch.setattr(deed, "clock", SimpleNamespace(now=now))
        monkeypatch.setattr(deed, "one_at_a_time", lambda _deed: None, raising=False)


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_an_invitation_makes_one_member(app, monkeypatch, locked: bool):
    with app.app_context():
        token = invite.invite(Role.VIEWER, None).rpartition("/")[2]
    if not locked:
        take_locks_away(monkeypatch, join)
    ends = at_once(app, lambda n: join.join(token, "Wren", f"wren{n}@example.org", PASSWORD))
    assert ends.count("done") == (1 if locked else CROWD)
    assert ends.count(LinkOver) == (CROWD - 1 if locked else 0)
    with app.app_context():
        assert db.session.query(Account).count() == (1 if locked else CROWD)


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_link_for_a_new_password_gives_one(app, member, monkeypatch, locked: bool):
    who = member(Role.VIEWER)
    with app.app_context():
        token = ask_for_reset.make_link(who.id, None).rpartition("/")[2]
    if not locked:
        take_locks_away(monkeypatch, choose_password)
    ends = at_once(app, lambda n: choose_password.by_link(token, f"{PASSWORD} {n}", BASE_URL))
    assert ends.count("done") == (1 if locked else CROWD)
    assert ends.count(LinkOver) == (CROWD - 1 if locked else 0)


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_recovery_code_opens_once(app, member, monkeypatch, locked: bool):
    who = member(Role.CALLER)
    with app.app_context(), transaction():
        code = recovery.make(account.by_id(who.id))[0]
    if not locked:
        take_locks_away(monkeypatch, recovery)
    ends = at_once(app, lambda n: sign_in.with_recovery_code(who.id, code, f"192.0.2.{n}", BASE_URL))
    assert ends.count("done") == (1 if locked else CROWD)
    assert ends.count(WrongRecoveryCode) == (CROWD - 1 if locked else 0)


def test_two_workers_answer_each_who_asked_once(app, member):
    who = member(Role.CALLER)
    with app.app_context():
        for n in range(3):
            ask_for_reset.ask(who.email if n else "nobody@example.org", "192.0.2.1")
    answered: list[int] = []
    ends = at_once(app, lambda _n: answered.append(ask_for_reset.answer(BASE_URL)))
    assert ends == ["done"] * CROWD
    assert sum(answered) == 3
