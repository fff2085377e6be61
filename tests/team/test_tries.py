"""Fifty tries at once are fifty, not one."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from tracker.store.transactions import transaction
from tracker.team import tries
from tracker.team.tries import FREE, TooManyTries


def one(app: Flask, address: str = "192.0.2.1") -> bool:
    with app.app_context():
        try:
            with transaction():
                tries.count("password", "ada@example.org", address)
        except TooManyTries:
            return False
        return True


def test_tries_at_once_are_each_counted(app):
    with ThreadPoolExecutor(8) as threads:
        heard = list(threads.map(lambda _: one(app), range(24)))
    assert heard.count(True) == FREE


def test_a_household_with_many_ipv6_addresses_is_one(app):
    heard = [one(app, f"2001:db8:1:2::{n:x}") for n in range(FREE + 2)]
    assert heard == [True] * FREE + [False] * 2
    assert one(app, "2001:db8:1:3::1")


def test_what_was_right_is_forgiven(app):
    for _ in range(FREE * 3):
        assert one(app)
        with app.app_context(), transaction():
            tries.forgive("password", "ada@example.org", "192.0.2.1")
