"""Closing follow-ups: one, or all that an ally still has."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import CHANNELS
from tracker.store.db import db

# What a "no" to a channel ends.
CLOSED_BY_NO = {"email": ("letter",), "phone": ("call", "text")}
SOME = 5_000


def close(follow_up: FollowUp, outcome: str, at: datetime) -> None:
    """Close one, and let go of its claim; inside a transaction."""
    for name, value in closed(outcome, at).items():
        setattr(follow_up, name, value)


def closed(outcome: str, at: datetime) -> dict[str, Any]:
    """The columns of one that is closed, for who closes many."""
    return {"state": "closed", "outcome": outcome, "closed_at": at, "claimed_by_id": None, "claimed_until": None}


def close_all(ally_id: str, outcome: str, channels: Sequence[str] = CHANNELS) -> list[str]:
    """Close whatever is open for an ally on these channels; inside a transaction. Returns the ids of what was closed."""
    return close_all_of([ally_id], outcome, channels)


def close_all_of(ally_ids: Collection[str], outcome: str, channels: Sequence[str] = CHANNELS) -> list[str]:
    """The same for many allies at once."""
    done: list[str] = []
    wanted = sorted(ally_ids)
    for start in range(0, len(wanted), SOME):
        theirs = FollowUp.ally_id.in_(wanted[start : start + SOME])
        statement = (
            update(FollowUp)
            .where(theirs, FollowUp.state == "open", FollowUp.channel.in_(list(channels)))
            .values(closed(outcome, clock.now()))
            .returning(FollowUp.id)
            .execution_options(synchronize_session=False)
        )
        done += db.session.scalars(statement)
    return sorted(done)


def reopen(follow_up_ids: Sequence[str], outcome: str) -> None:
    """Open again what close_all() closed with this outcome; inside a transaction."""
    statement = update(FollowUp).where(FollowUp.id.in_(list(follow_up_ids)), FollowUp.outcome == outcome)
    db.session.execute(
        statement.values(state="open", outcome=None, closed_at=None).execution_options(synchronize_session=False)
    )
