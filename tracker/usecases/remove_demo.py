"""The demo goes: what it made, and what was tried out on that. What is real stays, and what that needs."""

import json

from sqlalchemy import select

from tracker.appeals.interest import Interest
from tracker.errors import Refusal
from tracker.keeping import demo_going
from tracker.keeping.demo_going import Going
from tracker.keeping.demo_row import DemoRow
from tracker.screenings import who_works
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account, ending, settings, trace
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.words import lazy


class NoDemo(Refusal):
    sentence = lazy("There is no demo here.")
    status = 409


class DemoUnmarked(Refusal):
    sentence = lazy(
        "This demo was made by an earlier release, which did not write down what was its own. "
        "Begin anew with an empty database instead."
    )
    status = 409


class NobodyRealAdministers(Refusal):
    sentence = lazy("Invite yourself as an administrator and sign in as that: the demo’s own accounts go with it.")
    status = 409


def would_go() -> Going:
    """Nothing changes. Raises NoDemo and DemoUnmarked."""
    if settings.get("demo") != "yes":
        raise NoDemo
    if db.session.scalar(select(DemoRow.id).limit(1)) is None:
        raise DemoUnmarked
    return demo_going.going()


def check_somebody_stays() -> None:
    """Raises NobodyRealAdministers."""
    if not any(one.active and not one.demo and one.role is Role.ADMINISTRATOR for one in account.members()):
        raise NobodyRealAdministers


def remove_demo(account_id: str) -> Going:
    """What went, and what stayed. Raises NoDemo, DemoUnmarked and NobodyRealAdministers."""
    with transaction():
        check_somebody_stays()
        what = would_go()
        demo_going.remove(what)
        _take_back()
        for held in db.session.scalars(select(Account).where(Account.id.in_(sorted(what.held["account"])))):
            ending.disable(held)
        who_works.settle()
        trace.note(
            "demo removed", account_id, detail=f"{what.count('ally')} allies, {what.count('screening')} screenings"
        )
    return what


def _take_back() -> None:
    """Settings and next steps that are still as the demo put them are as they were before."""
    put = json.loads(settings.get("demo_put") or "{}")
    for name, value in put.get("settings", {}).items():
        if settings.get(name) == value:
            settings.put(name, settings.DEFAULTS[name])
    for interest_id, (before, after) in put.get("interests", {}).items():
        row = db.session.get(Interest, interest_id)
        if row is not None and row.next_step == after:
            row.next_step = before
    settings.put("demo", "")
    settings.put("demo_put", "")
