"""The key ring as a file that may travel: sealed to a public key or a passphrase. Never beside the backups it opens."""

import io
import os
from datetime import datetime
from pathlib import Path

from tracker.backups import envelope
from tracker.backups.envelope import Lock
from tracker.backups.public_key import write_once
from tracker.backups.sealed_stream import Damaged
from tracker.errors import Refusal
from tracker.store import keyring
from tracker.words import lazy

RING = "key ring"
SHORTEST = 12


class PassphraseShort(Refusal):
    sentence = lazy("Use a passphrase of 12 characters or more: whoever finds the file can try for years.")


def write(ring: Path, path: Path, now: datetime, lock: Lock) -> None:
    """Seal the ring into a new file, and read it back. Raises PassphraseShort, FileThere, KeyRingMissing."""
    if lock.passphrase is not None and len(lock.passphrase) < SHORTEST:
        raise PassphraseShort
    keyring.load(ring)
    content = ring.read_bytes()
    out = io.BytesIO()
    writer, key = envelope.begin(out, RING, now.isoformat(), lock)
    writer.write(content)
    writer.close()
    write_once(path, out.getvalue())
    with path.open("rb") as file:
        _head, line = envelope.head_of(file)
        if b"".join(envelope.open_again(file, line, key)) != content:
            raise Damaged


def put_in_place(path: Path, ring: Path, lock: Lock) -> Path | None:
    """Open a copy and make it the ring; where another one goes that stood there, or None. Raises their refusals."""
    with path.open("rb") as file:
        head, line = envelope.head_of(file)
        if head.what != RING:
            raise envelope.NotOurs
        content = b"".join(envelope.open_with(file, head, line, lock))
    ring.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = ring.with_name(ring.name + ".new")
    fresh.unlink(missing_ok=True)
    write_once(fresh, content)
    keyring.load(fresh)
    aside = None
    if ring.exists() and ring.read_bytes() != content:
        aside = ring.with_name(f"{ring.name}.unused-{os.urandom(3).hex()}")
        ring.replace(aside)
    fresh.replace(ring)
    return aside
