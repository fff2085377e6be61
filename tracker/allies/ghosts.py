"""Ids of nobody: what a program is told of somebody of whom nothing is kept, so that it cannot tell them from anybody else.

The same contact has the same one each time, and only we can tell it from an ally's id.
"""

import hmac

from tracker.store.ids import LENGTH, spell
from tracker.store.keyring import ring
from tracker.store.rows import is_id

_HALF = LENGTH // 2


def ghost_of(text: str) -> str:
    """For a contact, or whatever else was sent."""
    first = _spelt(f"ghost\x00{text}")
    return first + _spelt(f"ghost mark\x00{first}")


def is_ghost(id_: str) -> bool:
    return is_id(id_) and hmac.compare_digest(id_[_HALF:], _spelt(f"ghost mark\x00{id_[:_HALF]}"))


def _spelt(text: str) -> str:
    drawn = hmac.digest(ring().newest("link").secret, text.encode("utf-8"), "sha256")
    return spell(int.from_bytes(drawn[:8], "big"), _HALF)
