"""Random ids, made in Python so that a row can be sealed to its id before it is written."""

import os

from sqlalchemy import String
from sqlalchemy.types import TypeEngine

# Crockford's base 32 in lower case: no i, l, o, u. 16 characters are 80 random bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
# Two characters at once: ids are made by the hundred thousand.
_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]

# On PostgreSQL ids compare byte by byte: a locale's collation costs several times more and orders nothing we need.
Id: TypeEngine[str] = String(LENGTH).with_variant(String(LENGTH, collation="C"), "postgresql")


def spell(number: int, length: int = LENGTH) -> str:
    """The lowest `5 * length` bits of `number`, spelt."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (length - 1), -1, -5))


def new_id() -> str:
    """A fresh random id."""
    drawn = int.from_bytes(os.urandom(5 * LENGTH // 8), "big")
    high, low = drawn >> 40, drawn & 0xFF_FFFF_FFFF
    return (
        f"{_PAIRS[high >> 30]}{_PAIRS[high >> 20 & 1023]}{_PAIRS[high >> 10 & 1023]}{_PAIRS[high & 1023]}"
        f"{_PAIRS[low >> 30]}{_PAIRS[low >> 20 & 1023]}{_PAIRS[low >> 10 & 1023]}{_PAIRS[low & 1023]}"
    )
