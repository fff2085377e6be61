"""Destroying keys: a backup window after they were left, and then in the file of every machine."""

from datetime import datetime, timedelta

import structlog

from tracker import clock
from tracker.keeping.key_turn import KeyTurn
from tracker.store import ring_file
from tracker.store.heartbeat import Heartbeat, living
from tracker.store.key_record import KeyRecord, records
from tracker.store.keyring import TURNING, KeyRing
from tracker.team import settings

log = structlog.get_logger()


def window() -> timedelta:
    """For how long a key is kept after it was left: as long as a backup, a day at least."""
    return timedelta(days=max(1, int(settings.get("backup_days"))))


def due_at(record: KeyRecord) -> datetime:
    """When a key that was left is to be destroyed."""
    assert record.left_at is not None
    return record.left_at + window()


def destroy_due(turn: KeyTurn) -> list[KeyRecord]:
    """Say of keys whose time has come that they are destroyed; inside a transaction. Each machine takes them out itself.

    Before, everybody seals with the new key, and a pass that began when it was due has found nothing under an old one.
    """
    now, alive = clock.now(), living()
    gone = []
    for one in records(*TURNING):
        waits = one.left_at is not None and one.destroyed_at is None
        if not waits or due_at(one) > now or turn.clean_at is None or turn.clean_at < due_at(one):
            continue
        if any(each.seal_key != turn.seal_key for each in alive):
            continue
        one.destroyed_at = now
        gone.append(one)
    return gone


def put_away(held: KeyRing) -> bool:
    """Take what is destroyed out of this machine's file too. False: there was nothing, or the file cannot be written."""
    names = {
        purpose: frozenset(one.name for one in destroyed(purpose) if held.named(purpose, one.name))
        for purpose in TURNING
    }
    if held.looked is None or not any(names.values()):
        return False
    try:
        ring_file.destroy(held.looked.path, names)
    except OSError as error:
        log.warning("a destroyed key cannot be taken out of the key ring", error=type(error).__name__)
        return False
    return True


def destroyed(purpose: str) -> list[KeyRecord]:
    return [one for one in records(purpose) if one.destroyed_at]


def still_holding() -> list[Heartbeat]:
    """Living processes whose file still has a key that is destroyed."""
    gone = [(one.purpose, one.name) for purpose in TURNING for one in destroyed(purpose)]
    return [each for each in living() if any(each.holds(*key) for key in gone)]
