"""Where a letter comes back to: an address of its own for each, so that a report need not say which letter it is about."""

from tracker.store import links
from tracker.store.links import LinkUnknown

# The purpose for which its token is signed.
BOUNCE = "bounce"


def letter_of(address: str) -> str | None:
    """The id of the letter whose return path this is; None when we did not make it."""
    _, plus, token = address.lower().partition("@")[0].partition("+")
    if not plus:
        return None
    try:
        return links.read(BOUNCE, token)
    except LinkUnknown:
        return None
