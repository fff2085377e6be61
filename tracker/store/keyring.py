"""The key ring: a file outside the database, without which nothing in the database says who anybody is.

Five purposes. `seal` and `find` turn: several keys, one in use. `suppress`, `link` and `trace` stand. The file says which
keys there are; which of them is in use, the database says, so that all processes of all machines turn together.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import Engine, inspect

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store import ring_file
from tracker.words import lazy

PURPOSES = ("seal", "find", "suppress", "link", "trace")
TURNING = ("seal", "find")
KEY_BYTES = 32
# Of HMAC-SHA256: the hash's block, and what the key is mixed with in its two halves.
BLOCK, PADS = 64, (0x36, 0x5C)
# Where the application keeps its ring, and the deed that looks again whether file or database say something new.
RING, LOOK = "houselights_key_ring", "houselights_key_look"
# Seconds after which a process looks again before it uses a key; and between two looks for a key that it does not know.
STALE, AGAIN = 20.0, 1.0


class KeyRingMissing(Refusal):
    sentence = lazy(
        "The key ring %(path)s is missing. Without it nothing sealed can be read. Put it back, then start again."
    )


class KeyRingUnreadable(Refusal):
    sentence = lazy("The key ring %(path)s cannot be read: %(why)s. Put the right file back, then start again.")


class KeyRingBehind(Refusal):
    sentence = lazy("This machine's key ring lacks the key in use. Bring the file here from the machine that has it.")
    status = 503


@dataclass(frozen=True)
class Key:
    """One key: `name` stands before what it sealed."""

    name: str
    secret: bytes

    # Set up once for each key: doing so for each value takes longer than the value.

    @cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self.secret)

    @cached_property
    def _halves(self) -> "tuple[hashlib._Hash, hashlib._Hash]":
        """The two hashes of an HMAC (RFC 2104), the key in each: the library's own object takes twice as long to copy."""
        block = hashlib.sha256(self.secret).digest() if len(self.secret) > BLOCK else self.secret
        block = block.ljust(BLOCK, b"\x00")
        inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in PADS)
        return inner, outer

    def mac(self, said: bytes) -> bytes:
        """HMAC-SHA256 of what is said."""
        inner, outer = self._halves
        inner, outer = inner.copy(), outer.copy()
        inner.update(said)
        outer.update(inner.digest())
        return outer.digest()

    def proof(self, purpose: str) -> bytes:
        """What the database keeps to know the key again; it tells nothing of it."""
        return self.mac(f"houselights key\x00{purpose}\x00{self.name}".encode())


@dataclass(frozen=True)
class Look:
    """Where a ring was read: the file's stamp, and time.monotonic() then."""

    path: Path
    stamp: ring_file.Stamp
    at: float
    # Whether the database has said that the ring is its own; it may have been away.
    checked: bool = True


@dataclass(frozen=True)
class KeyRing:
    """All keys, by purpose. `used` and `left` are what the database says; unsaid, the first of each purpose is in use."""

    keys: dict[str, tuple[Key, ...]]
    # By purpose the name of the key in use.
    used: Mapping[str, str] = field(default_factory=dict)
    # Find keys under which nothing is written any more.
    left: frozenset[str] = frozenset()
    # None: made by hand, never looked at again.
    looked: Look | None = None

    def newest(self, purpose: str) -> Key:
        """The key in use. Raises KeyRingBehind when the others use one that is not here."""
        wanted = self.used.get(purpose)
        key = self.named(purpose, wanted) if wanted else self.keys[purpose][0]
        if key is None:
            raise KeyRingBehind
        return key

    def all(self, purpose: str) -> tuple[Key, ...]:
        """Every key that there is, the one in use first."""
        used = self.newest(purpose)
        return (used, *(key for key in self.keys[purpose] if key is not used))

    def named(self, purpose: str, name: str) -> Key | None:
        return next((key for key in self.keys[purpose] if key.name == name), None)

    def is_older_than(self, seconds: float) -> bool:
        """Whether it was looked at longer ago; one that was never checked is as old as can be."""
        return self.looked is not None and (not self.looked.checked or time.monotonic() - self.looked.at > seconds)


def create(path: Path) -> KeyRing:
    """Write a new ring that only its owner may read. Raises FileExistsError rather than overwrite one."""
    ring_file.create(path, {purpose: [fresh_key(set())] for purpose in PURPOSES})
    return load(path)


def load(path: Path) -> KeyRing:
    """Read a ring. Raises KeyRingMissing and KeyRingUnreadable."""
    try:
        ring = json.loads(ring_file.read(path))
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
    """The ring of the running application; looked at again when that is long ago, whatever the process did meanwhile."""
    held = cast(KeyRing, current_app.extensions[RING])
    return look() if held.is_older_than(STALE) else held


def look() -> KeyRing:
    """The ring as file and database say it now. One that was made by hand stays."""
    looking = cast(Callable[[], KeyRing] | None, current_app.extensions.get(LOOK))
    held = cast(KeyRing, current_app.extensions[RING])
    return looking() if looking and held.looked else held


def key_named(purpose: str, name: str) -> Key | None:
    """A key by its name; an unknown one may have come since: looked for once more, though not at every question."""
    held = ring()
    found = held.named(purpose, name)
    return look().named(purpose, name) if found is None and held.is_older_than(AGAIN) else found


def fresh_key(taken: set[str]) -> dict[str, str]:
    """A new key as the file holds it, under a name that is not taken."""
    name = secrets.token_hex(2)
    while name in taken:
        name = secrets.token_hex(2)
    return {"name": name, "secret": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")}


def _key(entry: dict[str, str]) -> Key:
    key = Key(entry["name"], base64.b64decode(entry["secret"], validate=True))
    if len(key.secret) != KEY_BYTES or len(key.name) != 4 or not key.name.isascii():
        raise ValueError("a key of the wrong length")
    return key
