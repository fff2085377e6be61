"""The keys turn: once a month by themselves, or when somebody asks. A kill at any moment leaves a turn that goes on."""

import time
from datetime import timedelta

from tracker import clock
from tracker.errors import Refusal
from tracker.keeping import key_destroying, turning
from tracker.keeping.key_turn import KeyTurn, going_on, last_used
from tracker.keeping.turn_places import next_rows
from tracker.letters.to_member import tell_administrators
from tracker.store import key_record, ring_file
from tracker.store.db import db
from tracker.store.keyring import TURNING, fresh_key, look, ring
from tracker.store.transactions import one_at_a_time, transaction
from tracker.team import trace
from tracker.words import _, lazy

DEED = "turn keys"
# Seconds for which the worker goes on before it sees to its letters again.
SLICE = 2.0
# Seconds of rest at least; whoever waits for SQLite's lock looks again that often.
REST = 0.05
# After so long a turn that waits is told to administrators.
LONG = timedelta(days=1)


class KeyRingClosed(Refusal):
    sentence = lazy("The key ring %(path)s cannot be written here (%(why)s). Turn the keys where it can be.")


def turn_when_due(base_url: str) -> None:
    """What the worker does: begin each month, go on for a while, destroy what is due, say when a turn waits too long.

    Raises KeyRingClosed, after all the rest was done.
    """
    due, closed = turning.due(clock.now()), None
    db.session.rollback()
    if due:
        try:
            begin()
        except KeyRingClosed as refusal:
            closed = refusal
    go_on(SLICE)
    destroy_due()
    _warn(base_url)
    if closed is not None:
        raise closed


def begin() -> bool:
    """New keys, told to everybody. False: a turn goes on already. Raises KeyRingClosed."""
    if going_on() is not None:
        db.session.rollback()
        return False
    _make_keys()
    with transaction():
        one_at_a_time(DEED)
        if going_on() is not None:
            return False
        turn = turning.begin(look())
        trace.note("keys turn", None, detail=f"{turn.seal_key}, {turn.find_key}")
        return True


def go_on(seconds: float) -> bool:
    """Step after step. False: it has to wait. Where there is one writer, half of the time is for the others."""
    until = time.monotonic() + seconds
    while (begun := time.monotonic()) < until:
        if not step():
            return False
        if db.engine.dialect.name == "sqlite":
            time.sleep(max(REST, time.monotonic() - begun))
    return True


def step() -> bool:
    """The next that may be done now. False: it has to wait, or there is nothing to do."""
    waits, used = going_on(), last_used()
    if waits is not None and waits.used_at is None and _use():
        return True
    if used is None:
        db.session.rollback()
        return False
    if ring().newest("seal").name != used.seal_key and look().newest("seal").name != used.seal_key:
        db.session.rollback()
        return False
    return _go_through(used) if used.pass_begun_at else _begin_pass()


def destroy_due() -> int:
    """Keys whose time has come; how many. Their files follow at every process's next sign of life, here at once."""
    used = last_used()
    if used is None:
        db.session.rollback()
        return 0
    with transaction():
        one_at_a_time(DEED)
        gone = key_destroying.destroy_due(used)
        if gone:
            trace.note("keys destroyed", None, detail=", ".join(one.name for one in gone))
    if gone:
        key_destroying.put_away(look())
        look()
    db.session.rollback()
    return len(gone)


def _make_keys() -> None:
    """Into the file, behind the others. Those that an interrupted beginning left there are taken."""
    held = look()
    if held.looked is None:
        return
    for purpose in TURNING:
        known = {one.name for one in key_record.records(purpose)}
        if all(key.name in known for key in held.keys[purpose]):
            try:
                ring_file.add(held.looked.path, purpose, fresh_key(known))
            except OSError as error:
                raise KeyRingClosed(path=held.looked.path, why=error.strerror) from None
    look()


def _use() -> bool:
    with transaction():
        one_at_a_time(DEED)
        turn = going_on(lock=True)
        if turn is None or turn.used_at is not None:
            return False
        if turning.is_lost(turn):
            trace.note("keys turn given up", None, detail=turn.seal_key)
            turning.give_up(turn)
            return True
        if not turning.may_be_used(turn):
            return False
        turning.use(turn)
        trace.note("keys in use", None, detail=turn.seal_key)
    look()
    return True


def _begin_pass() -> bool:
    with transaction():
        one_at_a_time(DEED)
        turn = last_used(lock=True)
        if turn is None or turn.pass_begun_at is not None or not turning.pass_is_wanted(turn):
            return False
        turning.begin_pass(turn)
        return True


def _go_through(seen: KeyTurn) -> bool:
    """Some rows more, or the end of the pass. They are looked for before anything is locked."""
    before = seen.pass_begun_at, seen.at_place, seen.at_row
    found = next_rows(seen)
    with transaction():
        one_at_a_time(DEED)
        turn = last_used(lock=True)
        if turn is None or (turn.pass_begun_at, turn.at_place, turn.at_row) != before:
            return True  # another process has gone on here
        if found is not None:
            place, rows = found
            turning.note(turn, place.name, rows[-1], place.renew(rows))
            return True
        turning.end_pass(turn)
        if turning.may_be_done(turn):
            turning.finish(turn)
            trace.note("keys turned", None, detail=f"{turn.renewed}")
    look()
    return True


def _warn(base_url: str) -> None:
    """Once a turn: it waits for a day already, because a machine lacks the new keys."""
    turn, now = going_on(), clock.now()
    late = turn is not None and turn.warned_at is None and turn.used_at is None and turn.begun_at + LONG <= now
    if not late:
        db.session.rollback()
        return
    with transaction():
        one_at_a_time(DEED)
        turn = going_on(lock=True)
        where = sorted({each.machine for each in turning.lacking(turn)}) if turn else []
        if turn is None or not where:
            return
        turn.warned_at = now

        def told() -> tuple[str, list[str]]:
            subject = _("The keys of the house wait to be turned")
            return subject, [
                _("New keys were made, and these machines do not have them yet: %(machines)s.", machines=", ".join(where)),
                _("Copy the key ring there from the machine that made them. What is erased becomes final everywhere after that."),
            ]  # fmt: skip

        tell_administrators(base_url, told)
