"""Return paths: each letter has its own, so that what comes back tells which letter it was (VERP).

The address that letters come back to, with "+" and a signed letter id before the @. Nothing is stored.
"""

from tracker.store import links
from tracker.store.ids import LENGTH
from tracker.store.links import LinkUnknown
from tracker.team import settings

BOUNCE = "bounce"
# Octets that stand before the @, by RFC 5321; and what is left of them beside "+" and the token.
MOST_LOCAL = 64
ROOM = MOST_LOCAL - 1 - (LENGTH + links.MARK)


def return_path(letter_id: str, base: str = "") -> str:
    """Where a letter comes back to. `base`: see comes_back_to(), where no transaction may be opened to ask for it.

    A base without room goes as it is: the letter leaves, and what comes back of it is read by a person.
    """
    local, _at, domain = (base or comes_back_to()).rpartition("@")
    if not local or not fits(local):
        return f"{local}@{domain}"
    return f"{local}+{links.sign(BOUNCE, letter_id)}@{domain}"


def letter_of(address: str) -> str | None:
    """The id of the letter whose return path this is; None for any other address."""
    local = address.strip().strip("<>").rpartition("@")[0]
    _base, plus, token = local.rpartition("+")
    if not plus:
        return None
    try:
        # Some servers change the case on the way.
        return links.read(BOUNCE, token.lower())
    except LinkUnknown:
        return None


def comes_back_to() -> str:
    """The address that all return paths are made of."""
    return settings.get("bounces") or settings.get("sender") or "letters@localhost"


def fits(local: str) -> bool:
    """Whether a return path can be made of what stands before the @."""
    return len(local.encode("utf-8")) <= ROOM
