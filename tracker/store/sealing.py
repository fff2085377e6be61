"""Sealed values and fingerprints.

A sealed value is the key's name (4 bytes), a nonce (12), and AES-256-GCM's answer over the padded text, with table,
column and row id as associated data: moved to another row or column it no longer opens (ASVS 11.3.2-3).

Padded to few sizes, so that length tells little: every address and every short name is as long as any other, and so is
nearly every contact.
"""

import json
import os
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from cryptography.exceptions import InvalidTag
from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row
from tracker.store.keyring import Key, KeyRing, key_named, ring
from tracker.store.shut import stays_shut

NAME, NONCE = 4, 12
# Bytes to which a text is padded; longer ones to whole kilobytes, and from 64 of them on to whole 64.
SIZES = (64, 256, 1024)
KILO, MANY = 1024, 64 * 1024

T = TypeVar("T")

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Of a text that was written so: nothing stands before or behind the value, and what json.loads does besides takes as long again.
_value = json.JSONDecoder().raw_decode


def written(value: Any) -> str:
    """A value as the text that is sealed."""
    return _written(value)


class Broken(Exception):
    """A sealed value does not open: wrong key, another row's value, or a damaged one. Says nothing of its content."""


def seal(text: str, where: str) -> bytes:
    """Seal `text` to its place (`table.column:id`)."""
    return seal_bytes(text.encode("utf-8"), where)


def seal_bytes(said: bytes, where: str) -> bytes:
    """The same for what is bytes already."""
    return _sealed(ring().newest("seal"), said, where)


def _sealed(key: Key, said: bytes, where: str) -> bytes:
    nonce = os.urandom(NONCE)
    plain = (said + b"\x80").ljust(padded(len(said) + 1), b"\x00")
    return key.name.encode("ascii") + nonce + key.cipher.encrypt(nonce, plain, where.encode("ascii"))


def padded(length: int) -> int:
    """How long `length` bytes are made."""
    for size in SIZES:
        if length <= size:
            return size
    step = KILO if length <= MANY else MANY
    return -(-length // step) * step


def unseal(value: bytes, where: str) -> str:
    """Open what seal() made for the same place. Raises Broken."""
    return unseal_bytes(value, where).decode("utf-8")


def unseal_bytes(value: bytes, where: str) -> bytes:
    """The same, as bytes. Raises Broken."""
    return _opened(key_named("seal", key_name(value)), value, where)


def key_name(value: bytes) -> str:
    """The name of the key with which it was sealed."""
    return value[:NAME].decode("ascii", "replace")


def opens(ring_: KeyRing, value: bytes, where: str) -> bool:
    """Whether a ring, the running one or another, opens what was sealed to this place."""
    try:
        _opened(ring_.named("seal", key_name(value)), value, where)
    except Broken:
        return False
    return True


def _opened(key: Key | None, value: bytes, where: str) -> bytes:
    if key is None:
        raise Broken(where.partition(":")[0])
    try:
        plain = key.cipher.decrypt(value[NAME : NAME + NONCE], value[NAME + NONCE :], where.encode("ascii"))
    except (InvalidTag, ValueError):  # ValueError: cut off within the nonce
        raise Broken(where.partition(":")[0]) from None
    return plain.rstrip(b"\x00")[:-1]


def sealed_column(**options: Any) -> Mapped[bytes | None]:
    """The column behind a Sealed attribute: `<attribute>_sealed`."""
    return mapped_column(LargeBinary, info={"sealed": True}, **options)


class Sealed(Generic[T]):
    """An attribute that seals what is set and opens, lazily, what is read. None stays None.

    On the class it gives itself, so that a bulk insert can say `Ally.contact.sealed_for(id, value)`.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"

    def _where(self, table: str, row_id: str) -> str:
        return f"{table}.{self.name}:{row_id}"

    @overload
    def __get__(self, row: None, owner: type[Row]) -> "Bound[T]": ...
    @overload
    def __get__(self, row: Row, owner: type[Row]) -> T | None: ...
    def __get__(self, row: Row | None, owner: type[Row]) -> "Bound[T] | T | None":
        bound = Bound(self, owner.__tablename__)
        return bound if row is None else bound.open_for(row.id, getattr(row, self.column))

    def __set__(self, row: Row, value: T | None) -> None:
        setattr(row, self.column, Bound(self, type(row).__tablename__).sealed_for(row.id, value))


class Bound(Generic[T]):
    """A Sealed attribute of one table."""

    def __init__(self, attribute: Sealed[T], table: str) -> None:
        self.attribute, self.table = attribute, table

    def sealed_for(self, row_id: str, value: T | None) -> bytes | None:
        """`value` as the column of row `row_id` holds it."""
        return None if value is None else seal(_written(value), self.attribute._where(self.table, row_id))

    def sealer(self) -> Callable[[str, T | None], bytes | None]:
        """sealed_for() for many rows of one moment: the key is asked for once."""
        key, where = ring().newest("seal"), self.attribute._where(self.table, "")

        def sealed_for(row_id: str, value: T | None) -> bytes | None:
            return None if value is None else _sealed(key, _written(value).encode(), where + row_id)

        return sealed_for

    def sealer_of_written(self) -> Callable[[str, str], bytes]:
        """The same for values of which one has the text already: see written()."""
        key, where = ring().newest("seal"), self.attribute._where(self.table, "")
        return lambda row_id, text: _sealed(key, text.encode(), where + row_id)

    def open_for(self, row_id: str, value: bytes | None) -> T | None:
        """What the column of row `row_id` holds. Raises Broken, and ContactsSealed in a deed while the house is closed."""
        if value is None or stays_shut(self.table, self.attribute.name):
            return None
        opened: T = _value(unseal(value, self.attribute._where(self.table, row_id)))[0]
        return opened

    def opener(self) -> Callable[[str, bytes | None], T | None]:
        """open_for() for many rows of one moment: whether it stays shut is asked once, and for each key once."""
        shut, where = stays_shut(self.table, self.attribute.name), self.attribute._where(self.table, "")
        keys: dict[bytes, Key | None] = {}

        def open_for(row_id: str, value: bytes | None) -> T | None:
            if value is None or shut:
                return None
            name = value[:NAME]
            if name not in keys:
                keys[name] = key_named("seal", key_name(value))
            opened: T = _value(_opened(keys[name], value, where + row_id).decode("utf-8"))[0]
            return opened

        return open_for


def fingerprint(key: Key, kind: str, text: str) -> bytes:
    """32 bytes that tell whether two texts of a kind are the same, and nothing else to whom lacks the key."""
    return key.mac(f"{kind}\x00{text}".encode())


def fingerprints(purpose: str, kind: str, text: str) -> list[tuple[str, bytes]]:
    """(key name, fingerprint) under every key of the purpose, the one in use first: for looking up.

    What is written is written under those keys alone of which is_written() is true.
    """
    said = f"{kind}\x00{text}".encode()
    return [(key.name, key.mac(said)) for key in ring().all(purpose)]


def fingerprinter(purpose: str, kind: str) -> Callable[[str], list[tuple[str, bytes]]]:
    """fingerprints() for many texts of one moment: the keys are asked for once."""
    keys, before = ring().all(purpose), f"{kind}\x00"

    def of(text: str) -> list[tuple[str, bytes]]:
        said = f"{before}{text}".encode()
        return [(key.name, key.mac(said)) for key in keys]

    return of


def is_written(key: str) -> bool:
    """Whether fingerprints are still written under this find key: during a turn under both, afterwards under the new one."""
    return key not in ring().left


def written_keys() -> frozenset[str]:
    """Names of the find keys for which is_written() is true."""
    return frozenset(key.name for key in ring().all("find")) - ring().left
