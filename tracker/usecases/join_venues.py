"""Two venues were one all along: what takes place at one takes place at the other."""

from tracker.screenings import joining
from tracker.store.transactions import transaction
from tracker.team import trace


def join(stays_id: str, goes_id: str, by: str | None) -> int:
    """How many screenings moved. Raises NotThere, ItselfOnly, JoinedAlready and ClockSkipped."""
    with transaction():
        stays, goes = joining.two_venues(stays_id, goes_id)
        moved = joining.join_venues(stays, goes)
        trace.note("join venues", by, "venue", stays.id, detail=goes.id)
        return moved
