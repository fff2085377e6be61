"""The keys turn while the house goes on: nobody is doubled, nothing erased comes back, nothing is left behind."""

import threading
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import world
from tests.engines import LOCKS
from tests.key_turns import Turn, keys_of_values, unopened
from tests.server import wait_until
from tests.turning_house import OTHER, elsewhere, hand, once, out, people, somebody_waits, turn
from tests.wanting_out import Out
from tracker.allies import recognise as recognising
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.arrivals.welcome import welcome
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.store import resealing
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.keyring import look, ring
from tracker.store.sealing import fingerprints
from tracker.store.transactions import transaction
from tracker.team import account as accounts
from tracker.team.account import Account
from tracker.usecases import turn_keys
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.say_alive import say_alive
from tracker.usecases.sign_up import sign_up

__all__ = ["elsewhere", "out", "turn"]


@pytest.mark.parametrize("second", [False, True], ids=["one fingerprint", "both"])
def test_two_signups_one_before_and_one_after_the_flip_are_one_ally(
    out: Out, turn: Turn, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch, second: bool
) -> None:
    """Without the second fingerprint each process knows the person by another, and they become two."""
    with elsewhere.app_context():
        look()  # for twenty seconds it knows the old keys alone
    turn.begin()
    turn.minute()
    assert turn_keys.step()
    new = turn.row.find_key

    def under_one(purpose: str, kind: str, said: str) -> list[tuple[str, bytes]]:
        marks = fingerprints(purpose, kind, said)
        return [mark for mark in marks if mark[0] == new] or marks

    if not second:
        monkeypatch.setattr(recognising, "fingerprints", under_one)
        monkeypatch.setattr(recognising, "fingerprinter", lambda purpose, kind: partial(under_one, purpose, kind))

    def there(email: str) -> str:
        with elsewhere.app_context():
            assert ring().named("find", new) is None, "it has not heard of the turn"
            return hand(out.here.id, email)

    one = {hand(out.here.id, "mina@example.org"), there("mina@example.org")}
    two = {there("yuna@example.org"), hand(out.here.id, "yuna@example.org")}
    assert (len(one), len(two)) == ((1, 1) if second else (2, 2))
    turn.finish()
    assert {hand(out.here.id, "mina@example.org")} <= one and {hand(out.here.id, "yuna@example.org")} <= two
    if second:
        assert turn.row.broken == 0
        assert set(db.session.scalars(select(Identity.key_name))) == {new}


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_who_is_overtaken_under_the_old_key_alone_does_not_become_a_second_ally_under_the_new(
    out: Out, turn: Turn, elsewhere: Flask
) -> None:
    """The slower one's row under the new key meets nobody: it has lost all the same."""
    with elsewhere.app_context():
        look()
    turn.begin()
    told: list[str] = []

    def slower() -> None:
        with out.app.app_context():
            told.append(hand(out.here.id, "mina@example.org"))

    with elsewhere.app_context(), transaction() as rows:
        at = rows.get_one(Screening, out.here.id)
        [first] = welcome([world.entry(at, email="mina@example.org")])
        thread = threading.Thread(target=slower)
        thread.start()
        wait_until(somebody_waits, "the slower one to wait for the faster")
    thread.join()
    assert told == [first.ally_id]
    assert set(db.session.scalars(select(Identity.ally_id).where(Identity.kind == "email"))) >= {first.ally_id}
    assert people() == 3
    turn.finish()
    assert hand(out.here.id, "mina@example.org") == first.ally_id


@once
def test_who_shares_number_and_name_with_another_is_not_found_by_them_in_the_middle_of_a_turn(
    out: Out, turn: Turn
) -> None:
    """One of the two is written under the new key already: under that alone only one would be found."""
    shared = {"name": "Kim Mina", "phone": "+15125550155"}
    one = hand(out.here.id, "one@example.org", **shared)
    turn.begin()
    two = hand(out.here.id, "two@example.org", **shared)
    assert hand(out.here.id, None, **shared) not in {one, two}


def test_signups_go_on_while_the_keys_turn_and_nobody_is_doubled(out: Out, turn: Turn) -> None:
    code, ended, failed = codes.code_of(screening_id=out.here.id), threading.Event(), []
    db.session.rollback()
    told: dict[int, set[str]] = {number: set() for number in range(6)}

    def sign_up_again_and_again(first: int) -> None:
        with out.app.app_context():
            times = 0
            while not ended.wait(0.02) or times < 6:
                number = (first + times) % len(told)
                times += 1
                try:
                    done = sign_up(
                        code=str(code), submission=new_id(), name=f"Somebody {number}", email=f"crowd{number}@example.org",
                        phone=None, consent="yes", interests=[], extra_care=False, language="en", consent_words="May we?",
                    )  # fmt: skip
                    told[number].add(str(done.ally_id))
                except Exception as error:
                    failed.append(error)
                    return

    threads = [threading.Thread(target=sign_up_again_and_again, args=(first,)) for first in (0, 3)]
    for thread in threads:
        thread.start()
    try:
        turn.begin()
        turn.finish()
        for _ in range(20):
            if turn.row.done_at:
                break
            turn.minute()
            turn.work()
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert failed == []
    assert turn.row.done_at
    assert {len(allies) for allies in told.values()} == {1}
    turn.minute()
    turn.later(days=2)  # another look for stragglers
    turn.minute()
    turn.work()
    assert unopened() == []
    assert set(db.session.scalars(select(Identity.key_name))) == {turn.row.find_key}


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_what_is_erased_while_it_is_sealed_anew_does_not_come_back(
    out: Out, turn: Turn, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    if not locked:
        monkeypatch.setattr(resealing, "unheld", lambda rows: rows)
    turn.begin()
    turn.minute()
    read, erased = threading.Event(), threading.Event()
    real = resealing.seal_bytes

    def slowly(said: bytes, where: str) -> bytes:
        if where == f"ally.contact:{out.ally_id}":
            read.set()
            erased.wait(2)
        return real(said, where)

    monkeypatch.setattr(resealing, "seal_bytes", slowly)

    def erase() -> None:
        read.wait(20)
        with out.app.app_context():
            ask_for_erasure(out.ally_id)
        erased.set()

    thread = threading.Thread(target=erase)
    thread.start()
    turn.work()
    thread.join()
    assert erased.is_set()
    ally = db.session.get_one(Ally, out.ally_id, populate_existing=True)
    assert (ally.contact_sealed is None) is locked


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_row_that_somebody_holds_is_left_and_looked_for_again(out: Out, turn: Turn) -> None:
    turn.begin()
    turn.minute()
    with db.engine.begin() as somebody:
        somebody.execute(select(Ally.id).where(Ally.id == out.ally_id).with_for_update())
        assert turn_keys.step() and turn_keys.step()
        while turn.row.at_place != "table ally":
            assert turn_keys.step()
        assert turn.old["seal"] in keys_of_values()
    turn.finish()
    assert turn.row.done_at and keys_of_values() == {turn.row.seal_key}


def test_a_straggler_sealed_with_the_old_key_after_the_pass_is_found(out: Out, turn: Turn, elsewhere: Flask) -> None:
    turn.begin()
    with elsewhere.app_context():
        look()
    turn.use()
    with elsewhere.app_context():
        assert ring().newest("seal").name == turn.old["seal"], "it has slept through the flip"
        late = hand(out.here.id, "late@example.org", note="I could not sleep")
    assert turn.old["seal"] in keys_of_values()
    turn.minute()
    turn.work()
    assert turn.row.done_at and keys_of_values() == {turn.row.seal_key}
    # And one from who knows where, after it was done.
    with elsewhere.app_context():
        sealed = Ally.contact.sealed_for(late, {"name": "Late", "email": "late@example.org"})
    with transaction():
        db.session.execute(update(Ally).where(Ally.id == late).values(contact_sealed=sealed))
    assert turn.old["seal"] in keys_of_values()
    assert turn.destroy() > 0
    assert keys_of_values() == {turn.row.seal_key}
    assert db.session.get_one(Ally, late).contact["email"] == "late@example.org"


@once
def test_accounts_are_found_before_in_the_middle_and_afterwards(out: Out, turn: Turn, elsewhere: Flask) -> None:
    with transaction():
        db.session.get_one(Account, out.rosa).set_email("rosa@example.org")

    def found() -> bool:
        one = accounts.by_email("Rosa@example.org")
        db.session.rollback()
        return one is not None

    turn.begin()
    with elsewhere.app_context():
        say_alive(OTHER, "web")
    for step in (turn.minute, turn.work, turn.minute, turn.work):
        step()
        assert found()
        with elsewhere.app_context():
            assert found(), "also by a process that has not heard of the last step"
            say_alive(OTHER, "web")
    assert turn.row.done_at
