"""Making one backup, and looking into one: copy, seal, read back. Opens no transaction of the house."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine

from tracker.backups import copying, envelope, folder, manifest
from tracker.backups.envelope import Lock
from tracker.backups.manifest import Manifest
from tracker.backups.sealed_stream import PIECE, Damaged
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store.db import Base
from tracker.store.keyring import KeyRing, derived
from tracker.words import lazy

VERSION = "houselights 1"


class NoRoom(Refusal):
    sentence = lazy(
        "The backup could not be written (%(why)s); nothing of it was left behind. Make room, then try again."
    )


class OtherRing(Refusal):
    sentence = lazy(
        "This backup was made with another key ring than the one at %(path)s. Without its own nothing in it can be read: "
        "put that in place first (“backup open-key-ring”)."
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and read back."""

    path: Path
    manifest: Manifest


def sealed_columns() -> dict[str, list[str]]:
    """By table, the columns that hold sealed values."""
    found: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        columns = [column.name for column in table.columns if column.info.get("sealed")]
        if columns:
            found[table.name] = columns
    return found


def make(engine: Engine, into: Path, now: datetime, lock: Lock, ring: bytes) -> Made:
    """One backup in a folder that we are alone in. Raises NoRoom, Damaged and the refusals of `copying`."""
    word = secrets.token_hex(3)
    copy, sealed = (into / f"{folder.UNFINISHED}{word}-{part}" for part in ("copy", "sealed"))
    try:
        copied = copying.copy(engine, copy, sealed_columns())
        said = Manifest(
            VERSION, engine.dialect.name, copied.server, copied.revision, now.isoformat(), copied.counts,
            copy.stat().st_size, _sha256(_pieces(copy)), copied.keys,
        )  # fmt: skip
        line, key = _seal(copy, sealed, said, lock, ring)
        _read_back(sealed, line, key, said)
        path = into / folder.name_of(now, word)
        folder.keep(sealed, path)
    except OSError as error:
        raise NoRoom(why=error.strerror) from None
    finally:
        for part in (copy, sealed):
            part.unlink(missing_ok=True)
            part.with_name(part.name + "-journal").unlink(missing_ok=True)
    return Made(path, said)


def look_into(file: BinaryIO, lock: Lock, ring: bytes, ring_path: Path) -> tuple[Manifest, Iterator[bytes]]:
    """What a backup says of itself, and the pieces of its copy. Raises NotOurs, OtherLock, Damaged, OtherRing."""
    head, line = envelope.head_of(file)
    if head.what != folder.BACKUP:
        raise envelope.NotOurs
    if head.lock == "ring" and head.more.get("ring") != ring_mark(ring):
        raise OtherRing(path=ring_path)
    said, told, mark, pieces = manifest.read(envelope.open_with(file, head, line, lock))
    if not manifest.is_of(ring, told, mark):
        raise OtherRing(path=ring_path)
    return said, pieces


def unpack(said: Manifest, pieces: Iterator[bytes], path: Path) -> None:
    """The copy into a file of its own. Raises Damaged, after nothing was left behind, and NoRoom."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            found = hashlib.sha256()
            for piece in pieces:
                found.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        if found.hexdigest() != said.sha256:
            raise Damaged
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise NoRoom(why=error.strerror) from None
        raise


def key_of(ring: KeyRing) -> bytes:
    """What seals a backup for which no public key is given, and marks every one as ours: of a standing key."""
    return derived(ring, "link", "backups").encode("ascii")


def ring_mark(ring: bytes) -> str:
    """Tells one ring from another, and nothing of it."""
    return hashlib.sha256(b"which ring\x00" + ring).hexdigest()[:16]


def _seal(copy: Path, path: Path, said: Manifest, lock: Lock, ring: bytes) -> tuple[bytes, bytes]:
    """The first line and the key, to read it back with."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        writer, key = envelope.begin(out, folder.BACKUP, said.made_at, lock, ring=ring_mark(ring))
        writer.write(said.written(ring))
        for piece in _pieces(copy):
            writer.write(piece)
        writer.close()
        out.flush()
        os.fsync(out.fileno())
    return writer.bound_to, key


def _read_back(path: Path, line: bytes, key: bytes, said: Manifest) -> None:
    """From the disk: every piece opens, and the copy inside is the one that was looked at. Raises Damaged."""
    with path.open("rb") as file:
        if envelope.head_of(file)[1] != line:
            raise Damaged
        told, _text, _mark, pieces = manifest.read(envelope.open_again(file, line, key))
        if told != said or _sha256(pieces) != said.sha256:
            raise Damaged


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _sha256(pieces: Iterator[bytes]) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
