"""Random ids, made in Python so that a row can be sealed to its id before it is written."""

import secrets
from base64 import b32encode

from sqlalchemy import String
from sqlalchemy.types import TypeEngine

# Crockford's base 32 in lower case: no i, l, o, u. 16 characters are 80 random bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
# From the alphabet of RFC 4648 to ours.
_SPELT = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode("ascii"))

# On PostgreSQL ids compare byte by byte: a locale's collation costs several times more and orders nothing we need.
Id: TypeEngine[str] = String(LENGTH).with_variant(String(LENGTH, collation="C"), "postgresql")


def spell(number: int, length: int = LENGTH) -> str:
    """The lowest `5 * length` bits of `number`, spelt."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (length - 1), -1, -5))


def new_id() -> str:
    """A fresh random id."""
    return b32encode(secrets.token_bytes(5 * LENGTH // 8)).translate(_SPELT).decode("ascii")
