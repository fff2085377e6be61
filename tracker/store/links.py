"""Signed links: an address that only the person has who got our letter. Nothing is stored, so they outlive their data.

A token is the id (16 characters) and the first 130 bits of an HMAC over purpose and id (26 more). Both are spelt
without spare bits: no second spelling of a token passes.
"""

import hmac
import re
from base64 import b32encode

from tracker.errors import NotThere
from tracker.store.ids import ALPHABET, LENGTH
from tracker.store.keyring import Key, ring
from tracker.words import lazy

MARK = 26
_SHAPE = re.compile(f"[{ALPHABET}]{{{LENGTH + MARK}}}", re.ASCII)

# From the letters of RFC 4648 to ours.
_SPELT = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode("ascii"))


class LinkUnknown(NotThere):
    sentence = lazy("We did not write that link. Open it from the letter again.")


def sign(purpose: str, id_: str) -> str:
    """The token with which `id_` may do `purpose`."""
    return id_ + _mark(ring().newest("link"), purpose, id_)


def read(purpose: str, token: str) -> str:
    """The id that a token was signed for. Raises LinkUnknown."""
    if not _SHAPE.fullmatch(token):
        raise LinkUnknown
    id_, mark = token[:LENGTH], token[LENGTH:]
    if not any(hmac.compare_digest(mark, _mark(key, purpose, id_)) for key in ring().all("link")):
        raise LinkUnknown
    return id_


def _mark(key: Key, purpose: str, id_: str) -> str:
    digest = key.mac(f"{purpose}\x00{id_}".encode("ascii"))
    # Whole groups of five bytes, so that nothing is filled up.
    return b32encode(digest[:20])[:MARK].translate(_SPELT).decode("ascii")
