"""The file around something sealed: a first line that anybody may read, and the sealed rest, bound to that line.

The line says what it is, when it was made and how it opens; never what is inside. Three locks: a public key (X25519, a
fresh pair for each file, HKDF), the house's own key ring, a passphrase (scrypt).
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import field
from typing import Any, BinaryIO

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tracker.backups.sealed_stream import Damaged, SealedWriter, opened
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

FORMAT = "houselights sealed file 1"
# A first line longer than this is none of ours.
MOST_LINE = 4_096
# scrypt's cost: 2^16 · 8 · 128 bytes are 64 MiB and a quarter of a second, for a key ring that is opened once in years.
COST, BLOCKS = 1 << 16, 8


class NotOurs(Refusal):
    sentence = lazy("This is no file of Houselights, or its first line is damaged.")


class OtherLock(Refusal):
    sentence = lazy("This file opens with %(what)s.")


WHAT = {
    "key": lazy("the private key to its public one: say --key FILE"),
    "ring": lazy("the key ring of the house that made it: put that in place, and leave --key out"),
    "passphrase": lazy("its passphrase"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Lock:
    """How a file is sealed, or opened: one of these is given."""

    public: X25519PublicKey | None = None
    private: X25519PrivateKey | None = None
    ring: bytes | None = None
    passphrase: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The first line."""

    what: str
    made_at: str
    lock: str
    # Of the lock: a salt or a fresh public key, in base64.
    salt: str
    more: dict[str, Any] = field(default_factory=dict)

    def line(self) -> bytes:
        told = {"format": FORMAT, "what": self.what, "made_at": self.made_at, "lock": self.lock, "salt": self.salt}
        return json.dumps({**told, **self.more}, sort_keys=True).encode("ascii") + b"\n"


def begin(file: BinaryIO, what: str, made_at: str, lock: Lock, **more: Any) -> tuple[SealedWriter, bytes]:
    """Write the first line. Returns what takes the content, and the key: to read the file back while it is at hand."""
    if lock.public is not None:
        fresh = X25519PrivateKey.generate()
        kind, salt = "key", _raw(fresh.public_key())
        secret = fresh.exchange(lock.public) + _raw(lock.public)
    else:
        kind, salt = ("ring" if lock.ring is not None else "passphrase"), secrets.token_bytes(32)
        secret = _secret(kind, salt, lock)
    line = Head(what, made_at, kind, base64.b64encode(salt).decode("ascii"), more).line()
    file.write(line)
    key = _derived(secret, line)
    return SealedWriter(file, key, line), key


def head_of(file: BinaryIO) -> tuple[Head, bytes]:
    """The first line, and its bytes; the file stands behind it then. Raises NotOurs."""
    line = file.readline(MOST_LINE)
    try:
        told = json.loads(line.decode("ascii"))
        if told.pop("format") != FORMAT or not line.endswith(b"\n"):
            raise NotOurs
        known = {name: str(told.pop(name)) for name in ("what", "made_at", "lock", "salt")}
        if known["lock"] not in WHAT or len(base64.b64decode(known["salt"], validate=True)) != 32:
            raise NotOurs
    except (ValueError, KeyError, AttributeError, TypeError):
        raise NotOurs from None
    return Head(**known, more=told), line


def open_with(file: BinaryIO, head: Head, line: bytes, lock: Lock) -> Iterator[bytes]:
    """The content. Raises OtherLock for a key of another kind, Damaged for the wrong one."""
    return opened(file, _derived(_secret(head.lock, base64.b64decode(head.salt), lock), line), line)


def open_again(file: BinaryIO, line: bytes, key: bytes) -> Iterator[bytes]:
    """The content, by the key that begin() gave. Raises Damaged."""
    return opened(file, key, line)


def _secret(kind: str, salt: bytes, lock: Lock) -> bytes:
    if kind == "key" and lock.private is not None:
        try:
            shared = lock.private.exchange(X25519PublicKey.from_public_bytes(salt))
        except ValueError:
            raise Damaged from None
        return shared + _raw(lock.private.public_key())
    if kind == "ring" and lock.ring is not None:
        return hmac.new(lock.ring, salt, hashlib.sha256).digest()
    if kind == "passphrase" and lock.passphrase is not None:
        return Scrypt(salt, 32, COST, BLOCKS, 1).derive(lock.passphrase.encode("utf-8"))
    raise OtherLock(what=WHAT[kind])


def _derived(secret: bytes, line: bytes) -> bytes:
    """The line goes into the key, too: with another line nothing opens."""
    return HKDF(hashes.SHA256(), 32, salt=hashlib.sha256(line).digest(), info=FORMAT.encode("ascii")).derive(secret)


def _raw(key: X25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
