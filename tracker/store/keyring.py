"""The key ring: a file outside the database, without which nothing in the database says who anybody is.

Five purposes. `seal` and `find` turn: several keys, the newest in use. `suppress`, `link` and `trace` stand.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app
from sqlalchemy import Engine, inspect

from tracker.errors import Refusal
from tracker.words import lazy

PURPOSES = ("seal", "find", "suppress", "link", "trace")
KEY_BYTES = 32


class KeyRingMissing(Refusal):
    sentence = lazy(
        "The key ring %(path)s is missing. Without it nothing sealed can be read. Put it back, then start again."
    )


class KeyRingUnreadable(Refusal):
    sentence = lazy("The key ring %(path)s cannot be read: %(why)s. Put the right file back, then start again.")


@dataclass(frozen=True)
class Key:
    """One key: `name` stands before what it sealed."""

    name: str
    secret: bytes


@dataclass(frozen=True)
class KeyRing:
    """All keys, by purpose, the newest first."""

    keys: dict[str, tuple[Key, ...]]

    def newest(self, purpose: str) -> Key:
        return self.keys[purpose][0]

    def all(self, purpose: str) -> tuple[Key, ...]:
        return self.keys[purpose]

    def named(self, purpose: str, name: str) -> Key | None:
        return next((key for key in self.keys[purpose] if key.name == name), None)


def create(path: Path) -> KeyRing:
    """Write a new ring that only its owner may read. Raises FileExistsError rather than overwrite one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = {purpose: [{"name": _new_name(), "secret": _new_secret()}] for purpose in PURPOSES}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump({"houselights_key_ring": 1, **fresh}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return load(path)


def load(path: Path) -> KeyRing:
    """Read a ring. Raises KeyRingMissing and KeyRingUnreadable."""
    try:
        ring = json.loads(path.read_text(encoding="ascii"))
        keys = {purpose: tuple(_key(each) for each in ring[purpose]) for purpose in PURPOSES}
    except FileNotFoundError:
        raise KeyRingMissing(path=path) from None
    except (OSError, ValueError, KeyError, TypeError, UnicodeError) as error:
        raise KeyRingUnreadable(path=path, why=type(error).__name__) from None
    if not all(keys.values()):
        raise KeyRingUnreadable(path=path, why="a purpose has no key")
    return KeyRing(keys)


def open_or_create(path: Path, engine: Engine) -> KeyRing:
    """The ring at `path`; a new one if there is none and the database is still empty.

    Raises KeyRingMissing for a database that holds something already: a new ring could not open it.
    """
    try:
        return load(path)
    except KeyRingMissing:
        if inspect(engine).has_table("account"):
            raise
    try:
        return create(path)
    except FileExistsError:  # another process was faster
        return load(path)


def derived(ring_: KeyRing, purpose: str, use: str) -> str:
    """A secret of its own for `use`, from the newest key of a purpose."""
    return hmac.new(ring_.newest(purpose).secret, use.encode("ascii"), hashlib.sha256).hexdigest()


def ring() -> KeyRing:
    """The ring of the running application."""
    return cast(KeyRing, current_app.extensions["houselights_key_ring"])


def _key(entry: dict[str, str]) -> Key:
    key = Key(entry["name"], base64.b64decode(entry["secret"], validate=True))
    if len(key.secret) != KEY_BYTES or len(key.name) != 4 or not key.name.isascii():
        raise ValueError("a key of the wrong length")
    return key


def _new_name() -> str:
    return secrets.token_hex(2)


def _new_secret() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
