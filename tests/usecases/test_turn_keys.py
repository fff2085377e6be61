"""The keys turn step by step: nobody is left behind, everything opens afterwards, and old keys go when their time has come."""

import shutil
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import invented
from tests.engines import build, close
from tests.key_turns import Turn, keys_of_values, unopened, values
from tests.turning_house import OTHER, beat_without_looking, elsewhere, hand, once, out, turn
from tests.wanting_out import ADDRESS, NAME, Out
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.cli.chores import CHORES, Chores
from tracker.keeping.key_turn import last
from tracker.letters.letter import Letter
from tracker.store import ring_file
from tracker.store.db import db
from tracker.store.key_record import records
from tracker.store.key_watch import KeyRingWrong
from tracker.store.keyring import KeyRingBehind, create, load, look, ring
from tracker.store.sealing import seal
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.usecases import turn_keys
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.say_alive import say_alive

__all__ = ["elsewhere", "out", "turn"]


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
    turn.later(days=32)
    chores = Chores(tuple(each for each in CHORES if each.name == "keys"))
    chores.see_to("https://houselights.example", lambda: False)
    assert chores.failing == {"keys": "KeyRingClosed"}, "and it is noticed as any chore that fails"


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
def test_a_machine_to_which_nobody_brought_the_key_in_use_seals_nothing(
    engine_url: str, instance: Path, turn: Turn, tmp_path: Path
) -> None:
    shutil.copy(instance / "key-ring.json", tmp_path / "ring.json")
    slept = build(engine_url, instance, KEY_RING=tmp_path / "ring.json")
    turn.begin()
    turn.use()
    with slept.app_context():
        look()
        with pytest.raises(KeyRingBehind):
            seal("x", "t.c:1")
    close(slept)
    with pytest.raises(KeyRingWrong):  # and does not start again
        close(build(engine_url, instance, KEY_RING=tmp_path / "ring.json"))


@once
def test_a_running_process_keeps_its_ring_when_another_is_put_in_its_place(out: Out, turn: Turn) -> None:
    path = out.app.config["KEY_RING"]
    path.unlink()
    create(path)
    look()
    assert unopened() == [] and ring().newest("seal").name == turn.old["seal"]
