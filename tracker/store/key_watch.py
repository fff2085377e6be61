"""Watching the keys: whether the ring is this database's, and what file and database say of it now."""

import hmac
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from flask import Flask
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from tracker.errors import Refusal
from tracker.store import ring_file
from tracker.store.db import db
from tracker.store.keyring import LOOK, RING, TURNING, Key, KeyRing, Look, load, open_or_create
from tracker.store.resealing import sealed_tables
from tracker.store.sealing import opens
from tracker.words import lazy

log = structlog.get_logger()


class KeyRingWrong(Refusal):
    sentence = lazy(
        "The key ring %(path)s does not belong to this database: it does not hold %(what)s. "
        "Put the right file there, then start again."
    )


class Said(NamedTuple):
    """What the database says of one key."""

    purpose: str
    name: str
    proof: bytes
    used_at: Any
    left_at: Any
    destroyed_at: Any


def hang_up(app: Flask, path: Path) -> None:
    """Give the application its ring; inside its context. Raises KeyRingMissing, KeyRingUnreadable, KeyRingWrong.

    Is the database away, the ring is checked when it is first used.
    """
    stamp = ring_file.stamp(path)
    ring = open_or_create(path, db.engine)
    try:
        said = _checked(ring, path)
    except OperationalError:
        said = None
    looked = Look(path, stamp, time.monotonic(), checked=said is not None)
    app.extensions[RING] = _as_said(ring, said or [], looked)
    lock = threading.Lock()

    def look() -> KeyRing:
        with lock:
            app.extensions[RING] = ring = _look(app.extensions[RING])
        return ring

    app.extensions[LOOK] = look


def _checked(ring: KeyRing, path: Path) -> list[Said]:
    """What the database says of the keys. Raises KeyRingWrong, OperationalError when it is away."""
    held = inspect(db.engine)
    said = (_said(db.engine) or []) if held.has_table("key_record") else []
    _check(ring, said, path)
    if not said and held.has_table("account"):
        check_by_value(ring, path)
    return said


def check_by_value(ring: KeyRing, path: Path) -> None:
    """Where the database has never been told its keys: something sealed in it must open. Raises KeyRingWrong."""
    known = set(inspect(db.engine).get_table_names())
    with db.engine.connect() as connection:
        for table in sealed_tables():
            if table.name in known:
                for column, where, value in table.some_values(connection):
                    if not opens(ring, value, where):
                        raise KeyRingWrong(path=path, what=f"the key of {table.name}.{column}")


def _look(held: KeyRing) -> KeyRing:
    """Whatever is away, file or database: what was known stays, and is asked for again soon.

    Raises KeyRingWrong for a ring that could not be checked before.
    """
    assert held.looked is not None
    path, stamp, ring = held.looked.path, ring_file.stamp(held.looked.path), held
    if not held.looked.checked:
        try:
            return _as_said(held, _checked(held, path), replace(held.looked, at=time.monotonic(), checked=True))
        except OperationalError:
            return held
    said = _said(db.engine)
    if stamp != held.looked.stamp:
        try:
            ring = load(path)
            _check(ring, said or [], path)
        except Refusal as refusal:
            log.warning("the key ring is not used as it lies there, but as it was", error=type(refusal).__name__)
            ring, stamp = held, held.looked.stamp
    seen = Look(path, stamp, time.monotonic())
    return replace(held, keys=ring.keys, looked=seen) if said is None else _as_said(ring, said, seen)


def _said(engine: Engine) -> list[Said] | None:
    """By a connection of its own, whatever the session is doing; None: the database does not answer."""
    try:
        connection = engine.raw_connection()
    except SQLAlchemyError:
        return None
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT purpose, name, proof, used_at, left_at, destroyed_at FROM key_record ORDER BY used_at")
        return [Said(*row) for row in cursor.fetchall()]
    except engine.dialect.loaded_dbapi.Error:
        return None
    finally:
        connection.close()


def _as_said(ring: KeyRing, said: list[Said], looked: Look) -> KeyRing:
    used = {one.purpose: one.name for one in said if one.used_at}
    left = frozenset(one.name for one in said if one.purpose == "find" and one.left_at)
    return replace(ring, used=used, left=left, looked=looked)


def _check(ring: KeyRing, said: list[Said], path: Path) -> None:
    """Every key that anything may still be sealed with must be here, and be the one of its name. Raises KeyRingWrong."""
    for one in said:
        key = ring.named(one.purpose, one.name)
        needed = one.used_at and not one.destroyed_at
        if (key is None and needed) or (key is not None and not _is(key, one)):
            raise KeyRingWrong(path=path, what=f"the key {one.purpose}:{one.name}")


def _is(key: Key, said: Said) -> bool:
    return hmac.compare_digest(key.proof(said.purpose), bytes(said.proof))


def names(ring: KeyRing) -> str:
    """All that turn, as a heartbeat tells them: "seal:ab12 find:cd34"."""
    told = [f"{purpose}:{key.name}" for purpose in TURNING for key in ring.keys[purpose]]
    return " ".join(sorted(told))
