"""Closing what is open for an ally, whatever it was."""

from sqlalchemy import update

from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.store.db import db


def close_all(ally_id: str, outcome: str, channels: tuple[str, ...] = ()) -> int:
    """Close all that is open for an ally (of some channels only, if given); inside a transaction. Returns how many."""
    statement = update(FollowUp).where(FollowUp.ally_id == ally_id, FollowUp.state == "open")
    if channels:
        statement = statement.where(FollowUp.channel.in_(channels))
    closed = statement.values(
        state="closed", outcome=outcome, closed_at=clock.now(), claimed_by_id=None, claimed_until=None
    )
    return len(db.session.scalars(closed.returning(FollowUp.id)).all())
