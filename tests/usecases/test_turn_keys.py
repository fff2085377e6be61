"""The keys turn while the house goes on: everything opens afterwards, nobody is doubled, nothing erased comes back."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from tests import invented, world
from tests.engines import LOCKS, build, close
from tests.key_turns import Turn, keys_of_values, unopened, values
from tests.server import wait_until
from tests.wanting_out import ADDRESS, NAME, Out
from tracker.allies import recognise as recognising
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.arrivals.welcome import welcome
from tracker.keeping.key_turn import last
from tracker.letters.letter import Letter
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.store import heartbeat, resealing, ring_file
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.key_record import records
from tracker.store.keyring import KeyRingBehind, load, look, ring
from tracker.store.sealing import fingerprints, seal
from tracker.store.transactions import transaction
from tracker.team import account as accounts
from tracker.team import session, trace
from tracker.team.account import Account
from tracker.usecases import turn_keys
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.say_alive import say_alive
from tracker.usecases.sign_up import sign_up

Later = Callable[..., None]
# A process of the house on another machine.
OTHER = "0" * 16

# Where the engine cannot matter.
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def out(app: Flask) -> Iterator[Out]:
    """A house with two people, one of whom has left all that a person can leave; with a member, a session and a trace."""
    with app.app_context():
        there = Out(app)
        there.leave_more()
        with transaction():
            session.begin(there.rosa, {"_user_id": "1"})
            trace.note("revealed", there.rosa, "ally", there.ally_id, "asked for a lift")
        yield there


@pytest.fixture
def turn(out: Out, later: Later) -> Turn:
    return Turn(later)


@pytest.fixture
def elsewhere(engine_url: str, instance: Path, out: Out) -> Iterator[Flask]:
    """Another process of the same house."""
    app = build(engine_url, instance)
    yield app
    close(app)


def hand(at_id: str, email: str | None = "mina@example.org", **more: object) -> str:
    """Somebody raises a hand; their ally's id."""
    with transaction() as rows:
        [told] = welcome([world.entry(rows.get_one(Screening, at_id), email=email, **more)])
    return str(told.ally_id)


def beat_without_looking(app: Flask) -> None:
    """As on another machine, where nobody has brought the file, or by a process that is slow."""
    with app.app_context(), transaction():
        heartbeat.beat(OTHER, "web")


def somebody_waits() -> bool:
    with db.engine.connect() as connection:
        return bool(
            connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).scalar()
        )


def people() -> int:
    found = db.session.scalar(select(func.count()).select_from(Ally).where(Ally.contact_sealed.is_not(None))) or 0
    db.session.rollback()
    return found


def test_afterwards_everything_opens_and_all_of_it_lies_under_the_new_keys(out: Out, turn: Turn) -> None:
    before = {where for where, _, _ in values()}
    assert {"ally.contact_sealed", "account.totp_secret_sealed", "trace.detail_sealed", "session.data_sealed"} <= before
    turn.whole()
    assert turn.row.done_at and turn.row.broken == 0
    assert unopened() == []
    assert keys_of_values() == {turn.row.seal_key} != {turn.old["seal"]}
    assert set(db.session.scalars(select(Identity.key_name))) == {turn.row.find_key} != {turn.old["find"]}
    assert set(db.session.scalars(select(Account.email_key))) == {turn.row.find_key}
    assert hand(out.here.id, ADDRESS) == out.ally_id
    assert {where for where, _, _ in values()} >= before


@once
def test_a_process_that_lacks_the_new_keys_holds_the_turn_back_until_it_has_them(turn: Turn, elsewhere: Flask) -> None:
    turn.begin()
    turn.minute()
    beat_without_looking(elsewhere)
    assert turn.work() == 0, "its minute is over, and one process does not know the keys"
    with elsewhere.app_context():
        say_alive(OTHER, "web")
    assert turn_keys.step() is True
    assert turn.row.used_at


@once
def test_a_process_that_lacks_them_and_says_nothing_any_more_is_not_waited_for(turn: Turn, elsewhere: Flask) -> None:
    turn.begin()
    beat_without_looking(elsewhere)
    turn.minute()
    assert turn_keys.step() is True


@once
def test_a_turn_waits_for_a_minute_though_every_process_that_says_so_knows(turn: Turn) -> None:
    turn.begin()
    say_alive(turn.process, "worker")
    turn.later(seconds=55)
    assert turn_keys.step() is False
    turn.later(seconds=6)
    assert turn_keys.step() is True


@once
def test_it_is_not_done_while_a_process_seals_with_the_old_key(turn: Turn, elsewhere: Flask) -> None:
    turn.begin()
    with elsewhere.app_context():
        say_alive(OTHER, "web")
    turn.use()
    turn.minute()
    beat_without_looking(elsewhere)
    assert turn.work() == 0 and not turn.row.done_at
    with elsewhere.app_context():
        say_alive(OTHER, "web")
    turn.work()
    assert turn.row.done_at


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
def test_old_keys_are_destroyed_when_no_backup_holds_what_they_sealed_and_no_day_before(out: Out, turn: Turn) -> None:
    turn.whole()
    path = out.app.config["KEY_RING"]
    before = path.read_bytes()
    assert turn.destroy(days=29) == 0
    assert load(path).named("seal", turn.old["seal"]) is not None
    assert turn.destroy(days=1) == 2
    for purpose in ("seal", "find"):
        assert load(path).named(purpose, turn.old[purpose]) is None is ring().named(purpose, turn.old[purpose])
    assert path.stat().st_mode & 0o077 == 0
    assert len(load(path).keys["suppress"]) == 1 and before != path.read_bytes()
    assert unopened() == []
    assert turn.destroy(days=400) == 0, "the keys in use stay"


@once
def test_what_lies_under_an_old_key_keeps_it_though_its_time_has_come(out: Out, turn: Turn) -> None:
    """Every process has to look first: nothing is destroyed by a worker that has not gone through everything."""
    turn.whole()
    turn.later(days=31)
    say_alive(turn.process, "worker")
    assert turn_keys.destroy_due() == 0
    turn.work()
    assert turn_keys.destroy_due() == 2


@once
def test_identities_that_are_hidden_while_the_keys_turn_are_known_again_when_the_erasing_is_taken_back(
    out: Out, turn: Turn
) -> None:
    ask_for_erasure(out.ally_id)
    turn.whole()
    assert take_back_erasure(out.ally_id)
    assert db.session.get_one(Ally, out.ally_id).contact["name"] == NAME
    assert hand(out.here.id, ADDRESS) == out.ally_id


@once
def test_a_value_that_opens_with_no_key_is_left_counted_and_holds_nobody_up(out: Out, turn: Turn) -> None:
    with transaction():
        moved = db.session.get_one(Ally, out.other_id).contact_sealed
        db.session.execute(update(Ally).where(Ally.id == out.ally_id).values(contact_sealed=moved))
    turn.whole()
    assert turn.row.done_at and turn.row.broken >= 1
    assert unopened() == ["ally.contact_sealed"]
    assert db.session.get_one(Ally, out.ally_id).contact_sealed == moved


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


@once
def test_an_interrupted_beginning_leaves_keys_that_the_next_one_takes(out: Out, turn: Turn) -> None:
    path = out.app.config["KEY_RING"]
    turn_keys._make_keys()
    left = [load(path).keys[purpose][-1].name for purpose in ("seal", "find")]
    turn.begin()
    assert [turn.row.seal_key, turn.row.find_key] == left
    assert len(load(path).keys["seal"]) == 2


@once
def test_two_that_begin_begin_one_turn(out: Out, turn: Turn) -> None:
    turn.begin()
    assert turn_keys.begin() is False
    assert len(records("seal")) == 2


@once
def test_a_turn_whose_keys_nobody_has_any_more_is_given_up(out: Out, turn: Turn) -> None:
    path = out.app.config["KEY_RING"]
    before = path.read_text()
    turn.begin()
    path.write_text(before)  # the machine that made them is gone; this one never had them
    turn.later(hours=2)
    say_alive(turn.process, "worker")
    assert turn_keys.step() is True
    db.session.rollback()
    assert last() is None and len(records("seal")) == 1
    turn.whole()
    assert turn.row.done_at


@once
def test_each_month_the_worker_turns_the_keys_by_itself(out: Out, turn: Turn) -> None:
    def look_about() -> None:
        say_alive(turn.process, "worker")
        turn_keys.turn_when_due("https://houselights.example")
        db.session.rollback()

    turn.later(days=27)
    look_about()
    assert last() is None
    turn.later(days=4)
    look_about()
    assert turn.row.used_at is None
    for _ in range(4):
        turn.later(seconds=61)
        look_about()
    assert turn.row.done_at
    turn.later(days=31)
    for _ in range(4):
        look_about()
    assert records("seal")[0].destroyed_at
    assert turn.row.done_at is None, "and the next has begun"


@once
def test_administrators_are_told_once_of_a_machine_that_lacks_the_keys_for_a_day(
    out: Out, turn: Turn, elsewhere: Flask
) -> None:
    invented.account("administrator")
    turn.begin()
    turn.later(hours=25)
    beat_without_looking(elsewhere)
    for _ in range(2):
        turn_keys.turn_when_due("https://houselights.example")
    told = db.session.scalars(select(Letter).where(Letter.kind == "alert")).all()
    assert len(told) == 1 and "wait to be turned" in told[0].words["subject"]


@once
def test_a_key_ring_that_cannot_be_written_says_so_and_nothing_is_begun(
    out: Out, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(ring_file, "add", closed)
    with pytest.raises(turn_keys.KeyRingClosed, match="cannot be written here"):
        turn_keys.begin()
    assert last() is None


@once
def test_who_has_slept_for_long_looks_at_the_keys_before_it_seals(
    out: Out, turn: Turn, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn.begin()
    turn.use()
    with elsewhere.app_context():
        assert seal("x", "t.c:1")[:4].decode() == turn.old["seal"]
        real = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: real() + 21)
        assert seal("x", "t.c:1")[:4].decode() == turn.row.seal_key


@once
def test_a_machine_without_the_key_in_use_seals_nothing(out: Out, turn: Turn, tmp_path: Path) -> None:
    path = out.app.config["KEY_RING"]
    before = path.read_text()
    turn.begin()
    turn.use()
    path.write_text(before)
    look()
    with pytest.raises(KeyRingBehind):
        seal("x", "t.c:1")
