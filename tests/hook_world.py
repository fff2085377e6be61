"""A house with a receiver that really listens, and a webhook that leads there."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests import invented, world
from tests.held_world import START
from tests.letters_world import BASE_URL
from tests.receiver import Receiver, receiving
from tracker.arrivals import welcome as arrivals
from tracker.hooks import signing
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Hook, Kind
from tracker.hooks.hooks import HookFacts
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import make_hook
from tracker.usecases.deliver_hooks import deliver_hooks

LOOPBACK = (ipaddress.ip_network("127.0.0.1/32"),)


@pytest.fixture
def at(app: Flask) -> Iterator[time_machine.Traveller]:
    with app.app_context(), time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def here(at: time_machine.Traveller) -> Screening:
    return world.one_screening()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def chief(here: Screening) -> str:
    return invented.account("administrator", "Rosa M.")


def hook(receiver: Receiver, *kinds: Kind, by: str | None = None, **more: Any) -> tuple[str, str]:
    """Its id, and its secret."""
    facts = HookFacts("Spreadsheet", receiver.address, kinds or (Kind.SIGNUPS,), **more)
    return make_hook.make_hook(facts, by, LOOPBACK)


def signs_up(at: Screening, **more: Any) -> str:
    """The ally's id."""
    with transaction():
        [told] = arrivals.welcome([world.entry(at, **more)])
    return str(told.ally_id)


def work() -> int:
    """Whatever is due goes out, turn after turn. How many were sent."""
    sent = 0
    while done := deliver_hooks(BASE_URL, LOOPBACK):
        sent += done
    return sent


def minutes(moved: time_machine.Traveller, number: float) -> None:
    moved.shift(timedelta(minutes=number))


def rows() -> list[HookDelivery]:
    """The oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.query(HookDelivery).order_by(HookDelivery.at, HookDelivery.id))


def now_is(hook_id: str) -> Hook:
    db.session.rollback()
    return db.session.get_one(Hook, hook_id, populate_existing=True)


def is_ours(told: Any, secret: str) -> bool:
    """By the ten lines that the page gives to receivers."""
    given: dict[str, Any] = {}
    exec(signing.CHECK, given)  # noqa: S102 (our own words, as a receiver would paste them)
    found: bool = given["is_from_houselights"](told.headers, told.body, secret)
    return found
