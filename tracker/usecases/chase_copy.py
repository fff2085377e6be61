"""Whoever has a copy of somebody who was erased was asked to destroy it; or has done so."""

from tracker.keeping import chasing
from tracker.store.transactions import transaction
from tracker.team import trace


def chase_copy(chase_id: str, done: bool, account_id: str) -> bool:
    """False: that was written down before. Raises NotThere."""
    with transaction():
        news = chasing.tick(chase_id, account_id, done)
        if news:
            trace.note("copy destroyed" if done else "copy chased", account_id, "chase", chase_id)
        return news
