"""Somebody takes a follow-up for an hour, takes the most urgent one, or gives one back."""

from tracker.followups import claiming
from tracker.followups.claiming import Worker
from tracker.store.transactions import transaction


def claim_follow_up(follow_up_id: str, who: Worker) -> None:
    """Raises NotThere, ForCoordinators, ClosedAlready, HeldAlready."""
    with transaction():
        follow_up = claiming.reachable(follow_up_id, who)
        if follow_up.state != "open":
            raise claiming.ClosedAlready
        if not claiming.claim(follow_up_id, who.account_id):
            raise claiming.HeldAlready


def take_next(who: Worker) -> str:
    """The id of the one they hold now. Raises NothingToTake."""
    with transaction():
        return claiming.take_next(who)


def give_back(follow_up_id: str, who: Worker) -> None:
    """Raises NotThere, ForCoordinators."""
    with transaction():
        claiming.reachable(follow_up_id, who)
        claiming.release(follow_up_id, who.account_id)
