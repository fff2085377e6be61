"""Key pairs for backups (X25519). The public half makes backups; the private half, kept elsewhere, opens them.

Both are one word that says what it is, with a check against slips: `houselights-backup-public-…`.
"""

import base64
import binascii
import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tracker.errors import Refusal
from tracker.words import lazy

PUBLIC, PRIVATE = "houselights-backup-public-", "houselights-backup-private-"
KEY_BYTES, CHECK_BYTES = 32, 4


class KeyUnfit(Refusal):
    sentence = lazy(
        "That is no %(kind)s… as “backup make-key” writes it. Copy it whole, from the first letter to the last."
    )


class FileThere(Refusal):
    sentence = lazy("%(path)s is there already, and nothing is written over it. Name another file.")


class NotReadable(Refusal):
    sentence = lazy("%(path)s cannot be read. Look whether it is there, and whether this account may read it.")


def make(path: Path) -> str:
    """Write a fresh private key to a file that only its owner may read; the public one. Raises FileThere."""
    private = X25519PrivateKey.generate()
    secret = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    write_once(path, (_spelt(PRIVATE, secret) + "\n").encode("ascii"))
    return _spelt(PUBLIC, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def public(text: str) -> X25519PublicKey:
    """Raises KeyUnfit."""
    return X25519PublicKey.from_public_bytes(_read(PUBLIC, text))


def private(path: Path) -> X25519PrivateKey:
    """The key in a file. Raises NotReadable and KeyUnfit."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeError):
        raise NotReadable(path=path) from None
    return X25519PrivateKey.from_private_bytes(_read(PRIVATE, text))


def write_once(path: Path, content: bytes) -> None:
    """A new file for its owner alone, on the disk when this returns. Raises FileThere."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileThere(path=path) from None
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _spelt(kind: str, key: bytes) -> str:
    return kind + base64.urlsafe_b64encode(key + _check(kind, key)).decode("ascii").rstrip("=")


def _read(kind: str, text: str) -> bytes:
    word = text.strip()
    try:
        raw = base64.b64decode(
            word.removeprefix(kind) + "=" * (-len(word.removeprefix(kind)) % 4), b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        raise KeyUnfit(kind=kind) from None
    key, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    if not word.startswith(kind) or check != _check(kind, key):
        raise KeyUnfit(kind=kind)
    return key


def _check(kind: str, key: bytes) -> bytes:
    return hashlib.sha256(kind.encode("ascii") + key).digest()[:CHECK_BYTES]
