"""Sealed values stay shut for whoever asked for this page: the house was closed in an emergency.

Not by the pages' own care but here, where everything sealed is opened: a page that was forgotten shows an alias all the same.
A page that only reads meets people without a contact, as everybody who was erased is; a deed that would need to open
something is refused as a whole, for it must not take "shut" for "empty". The worker and the public's own pages are not asked.
"""

from typing import cast

from flask import g, has_app_context

from tracker.errors import Refusal
from tracker.words import lazy

# What the desk itself works by: the team's own ways in, with which the house is opened again. What is printed, which names
# nobody. And a flag that makes it more careful, not less.
STAYS_OPEN = frozenset({"account", "session", "passkey", "remembered_device", "kit_part"})
STAYS_OPEN_TOO = frozenset({("ally", "extra_care")})


class ContactsSealed(Refusal):
    sentence = lazy(
        "The house was closed in an emergency. Names and contacts stay sealed until two administrators open it again."
    )
    status = 423


def shut(writing: bool) -> None:
    """For the rest of this request."""
    g.houselights_shut = "writing" if writing else "reading"


def stays_shut(table: str, attribute: str) -> bool:
    """True: read as if it were empty. Raises ContactsSealed inside a deed."""
    how = cast(str | None, g.get("houselights_shut")) if has_app_context() else None
    if how is None or table in STAYS_OPEN or (table, attribute) in STAYS_OPEN_TOO:
        return False
    if how == "writing":
        raise ContactsSealed
    return True
