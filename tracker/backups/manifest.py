"""What a backup says of itself, inside the sealed part: enough to know, after a restore, that everything is there."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tracker.backups.sealed_stream import Damaged
from tracker.records import dataclass

FORMAT = 1
LENGTH = 8
MOST = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """Of one backup."""

    # Of the program that made it.
    version: str
    # "sqlite" or "postgresql"; of PostgreSQL also its major version.
    engine: str
    server: int
    # Of the schema (Alembic).
    revision: str
    made_at: str
    # Rows by table.
    counts: dict[str, int]
    # Of the database's copy inside.
    size: int
    sha256: str
    # Names of the seal keys that its values were sealed with.
    keys: list[str]

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def written(self, ring: bytes) -> bytes:
        """As it stands before the copy, with the mark of the house's ring: nobody else makes a backup that we take."""
        told = json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True)
        text = json.dumps({"manifest": told, "mark": _mark(told, ring)}).encode("ascii")
        return len(text).to_bytes(LENGTH, "big") + text


def read(pieces: Iterator[bytes]) -> tuple[Manifest, str, str, Iterator[bytes]]:
    """The manifest, its own text and its mark, and the rest. Raises Damaged."""
    held = bytearray()

    def fill(wanted: int) -> None:
        while len(held) < wanted:
            held.extend(next(pieces, b"") or _cut())

    fill(LENGTH)
    length = int.from_bytes(held[:LENGTH], "big")
    if length > MOST:
        raise Damaged
    fill(LENGTH + length)
    try:
        told = json.loads(bytes(held[LENGTH : LENGTH + length]))
        values: dict[str, Any] = json.loads(told["manifest"])
        if values.pop("format") != FORMAT:
            raise Damaged
        manifest = Manifest(**values)
    except (ValueError, KeyError, TypeError):
        raise Damaged from None
    rest = bytes(held[LENGTH + length :])

    def what_follows() -> Iterator[bytes]:
        yield rest
        yield from pieces

    return manifest, told["manifest"], str(told["mark"]), what_follows()


def is_of(ring: bytes, told: str, mark: str) -> bool:
    """Whether a house with this ring made it."""
    return hmac.compare_digest(_mark(told, ring), mark)


def _mark(told: str, ring: bytes) -> str:
    return hmac.new(ring, b"backup\x00" + told.encode("utf-8"), hashlib.sha256).hexdigest()


def _cut() -> bytes:
    raise Damaged
