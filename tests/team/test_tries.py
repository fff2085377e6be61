"""Fifty tries at once are fifty, not one."""

from concurrent.futures import ThreadPoolExecutor

import time_machine
from flask import Flask

from tracker.store.transactions import transaction
from tracker.team import tries
from tracker.team.tries import FREE, FREE_FOR_ADDRESS, TooManyTries


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


def test_one_whose_watch_is_a_blink_behind_anothers_is_heard(app):
    """Of two at once the one waits for the other's row, whose moment is then later than their own."""
    with time_machine.travel("2026-05-04T12:00:00.500+00:00", tick=False) as now:
        assert one(app)
        now.shift(-0.2)
        assert one(app)


def test_a_household_with_many_ipv6_addresses_is_one(app):
    heard = [one(app, f"2001:db8:1:2::{n:x}") for n in range(FREE + 2)]
    assert heard == [True] * FREE + [False] * 2
    assert one(app, "2001:db8:1:3::1")


def test_what_was_right_is_forgiven(app):
    for _ in range(FREE * 3):
        assert one(app)
        with app.app_context(), transaction():
            tries.forgive("password", "ada@example.org", "192.0.2.1")


def right(app: Flask, whose: str) -> None:
    with app.app_context(), transaction():
        tries.forgive("password", whose, "192.0.2.1")


def mistyped(app: Flask, whose: str) -> bool:
    with app.app_context():
        try:
            with transaction():
                tries.count("password", whose, "192.0.2.1")
        except TooManyTries:
            return False
        return True


def test_a_whole_office_that_mistypes_behind_one_address_comes_in(app):
    """Three wrong ones each before the right one: what was theirs is taken back when they are right."""
    for n in range(2 * FREE_FOR_ADDRESS // 3 + 1):
        assert [mistyped(app, f"person{n}") for _ in range(4)] == [True] * 4
        right(app, f"person{n}")


def test_an_address_that_guesses_at_everybody_waits_a_minute_and_never_longer(app):
    with time_machine.travel("2026-05-04T12:00:00+00:00", tick=False) as now:
        heard = [mistyped(app, f"guess{n}") for n in range(FREE_FOR_ADDRESS + 2)]
        assert heard == [True] * FREE_FOR_ADDRESS + [False] * 2
        for n in range(6):
            now.shift(61)
            assert [mistyped(app, f"later{n}-{m}") for m in range(2)] == [True, False]
