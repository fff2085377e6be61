"""Random ids, made in Python so that a row can be sealed to its id before it is written."""

import os
from collections.abc import Iterator

from sqlalchemy import String
from sqlalchemy.types import TypeEngine

# Crockford's base 32 in lower case: no i, l, o, u. 16 characters are 80 random bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
# The ids of a list, from so many on, share so many characters of their beginning: 70 bits of each are its own.
LIST, SHARED = 500, 2
# A random byte's lowest five bits, spelt: 256 is a multiple of 32, so each character is as likely as any other.
_SPELT = bytes(ord(ALPHABET[byte & 31]) for byte in range(256))

# On PostgreSQL ids compare byte by byte: a locale's collation costs several times more and orders nothing we need.
Id: TypeEngine[str] = String(LENGTH).with_variant(String(LENGTH, collation="C"), "postgresql")


def spell(number: int, length: int = LENGTH) -> str:
    """The lowest `5 * length` bits of `number`, spelt."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (length - 1), -1, -5))


def new_id() -> str:
    """A fresh random id."""
    return os.urandom(LENGTH).translate(_SPELT).decode("ascii")


def new_ids(how_many: int) -> Iterator[str]:
    """The same for the rows of a list: the system is asked for all their bits at once.

    Those of a long list begin alike, so that they lie side by side in every index: strewn over the whole of it, each takes a
    page from the disk and back.
    """
    begins = os.urandom(SHARED).translate(_SPELT).decode("ascii") if how_many >= LIST else ""
    own = LENGTH - len(begins)
    drawn = os.urandom(own * how_many).translate(_SPELT).decode("ascii")
    return (begins + drawn[at : at + own] for at in range(0, len(drawn), own))
