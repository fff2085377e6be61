"""Turning the keys, step by step; see docs/decisions/0010-keys.md for why each may not be earlier.

Called inside a transaction that one process at a time is in (`one_at_a_time`).
"""

from datetime import datetime, timedelta

from tracker import clock
from tracker.keeping.key_destroying import due_at
from tracker.keeping.key_turn import KeyTurn, last
from tracker.store import engines, key_record
from tracker.store.db import db
from tracker.store.heartbeat import GONE_AFTER, Heartbeat, living
from tracker.store.keyring import TURNING, KeyRing, ring
from tracker.store.resealing import Tally
from tracker.times import months_after

# After so long even who says nothing has looked at the keys again (STALE), and who was slow counts as gone.
SETTLED = timedelta(seconds=GONE_AFTER)
# Between two looks for what somebody sealed with an old key after all.
STRAGGLERS = timedelta(days=1)
# After so long a turn whose keys no living process has is given up.
LOST = timedelta(hours=1)


def due(now: datetime) -> bool:
    """Whether a month has gone by since the last turn was begun, or since the house was opened."""
    before = last()
    if before is not None and before.done_at is None:
        return False
    first = key_record.in_use("seal")
    since = before.begun_at if before else first.used_at if first else None
    return since is not None and months_after(since, 1) <= now


def begin(held: KeyRing) -> KeyTurn:
    """Tell all processes of the newest keys in the file, of which the database was never told."""
    names = {}
    for purpose in TURNING:
        known = {one.name for one in key_record.records(purpose)}
        fresh = [key for key in held.keys[purpose] if key.name not in known][-1]
        key_record.tell(purpose, fresh)
        names[purpose] = fresh.name
    turn = KeyTurn(
        seal_key=names["seal"], find_key=names["find"], begun_at=clock.now(), at_place="", at_row="", renewed=0,
        broken=0, pass_broken=0, pass_clean=False,
    )  # fmt: skip
    db.session.add(turn)
    db.session.flush()
    return turn


def lacking(turn: KeyTurn) -> list[Heartbeat]:
    """Living processes that do not hold its keys."""
    return [each for each in living() if not (each.holds("seal", turn.seal_key) and each.holds("find", turn.find_key))]


def not_using(turn: KeyTurn) -> list[Heartbeat]:
    """Living processes that do not seal with its key yet."""
    return [each for each in living() if each.seal_key != turn.seal_key]


def may_be_used(turn: KeyTurn) -> bool:
    """Every process knows its keys: those that say so, this one, and those that say nothing but had time to look."""
    held = ring()
    known = held.named("seal", turn.seal_key) and held.named("find", turn.find_key)
    return bool(known) and clock.now() >= turn.begun_at + SETTLED and not lacking(turn)


def use(turn: KeyTurn) -> None:
    """From now on everybody seals with it. Fingerprints are written under both find keys until it is done."""
    turn.used_at = clock.now()
    key_record.record_of("seal", turn.seal_key).used_at = turn.used_at


def is_lost(turn: KeyTurn) -> bool:
    """Nobody has its keys, and nobody ever will: the machine that made them is gone."""
    here = all(ring().named(*key) for key in (("seal", turn.seal_key), ("find", turn.find_key)))
    elsewhere = any(each.holds("seal", turn.seal_key) for each in living())
    return not here and not elsewhere and clock.now() >= turn.begun_at + LOST


def give_up(turn: KeyTurn) -> None:
    """Nothing was sealed with its keys: as if it had never been begun."""
    for purpose, name in (("seal", turn.seal_key), ("find", turn.find_key)):
        db.session.delete(key_record.record_of(purpose, name))
    db.session.delete(turn)


def pass_is_wanted(turn: KeyTurn) -> bool:
    """Whether to look, once more, for what lies under an old key."""
    now = clock.now()
    if turn.done_at is None:
        return (turn.renewed == 0 and turn.clean_at is None) or (_settled(turn) and not _found_nothing_since(turn))
    if turn.clean_at is None or turn.clean_at < max(turn.done_at, now - STRAGGLERS):
        return True
    return any(turn.clean_at < due_at(one) <= now for one in key_record.records(*TURNING) if one.left_at)


def begin_pass(turn: KeyTurn) -> None:
    turn.pass_begun_at, turn.pass_clean, turn.pass_broken = clock.now(), True, 0
    turn.at_place = turn.at_row = ""


def note(turn: KeyTurn, place: str, row: str, tally: Tally) -> None:
    """How far the pass has come, and what it did on the way."""
    turn.at_place, turn.at_row = place, row
    turn.renewed += tally.renewed
    turn.pass_broken += tally.broken
    turn.pass_clean = turn.pass_clean and not tally.renewed and not tally.held


def end_pass(turn: KeyTurn) -> None:
    if turn.pass_clean:
        turn.clean_at = turn.pass_begun_at
    turn.broken, turn.pass_begun_at = turn.pass_broken, None


def may_be_done(turn: KeyTurn) -> bool:
    """A pass that began when everybody had turned has found nothing, and everybody is still there."""
    return turn.done_at is None and _found_nothing_since(turn) and not not_using(turn)


def finish(turn: KeyTurn) -> None:
    """Nothing is under the old keys: the new find key is the one in use, and nobody writes under the old one."""
    turn.done_at = clock.now()
    key_record.record_of("find", turn.find_key).used_at = turn.done_at
    for one in key_record.records(*TURNING):
        if one.used_at and not one.left_at and one.name != {"seal": turn.seal_key, "find": turn.find_key}[one.purpose]:
            one.left_at = turn.done_at


def _settled(turn: KeyTurn) -> bool:
    """Everybody seals with the new key, and whoever wrote while they may not have has ended."""
    assert turn.used_at is not None
    since = (clock.now() - turn.used_at - SETTLED).total_seconds()
    return since >= 0 and not not_using(turn) and not engines.writers_older_than(db.session(), since)


def _found_nothing_since(turn: KeyTurn) -> bool:
    assert turn.used_at is not None
    return turn.clean_at is not None and turn.clean_at >= turn.used_at + SETTLED
