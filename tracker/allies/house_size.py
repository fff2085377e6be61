"""Whether a house is small enough for everybody in it to be counted while somebody waits for a page."""

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.store.counts import so_far
from tracker.store.db import db

# With so many allies, or signups of a campaign, all that they did is derived at each look.
COUNTED_AT_ONCE = 5_000


def is_small() -> bool:
    """Looks at no more allies than that takes to tell."""
    return (db.session.scalar(so_far(select(Ally.id), COUNTED_AT_ONCE + 1)) or 0) <= COUNTED_AT_ONCE
