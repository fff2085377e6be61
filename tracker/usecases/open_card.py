"""Somebody opens the card of a follow-up that is theirs: the contact shows, and that it did is written down."""

from tracker.followups import claiming
from tracker.followups.claiming import Worker
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def open_card(follow_up_id: str, who: Worker) -> None:
    """Raises NotThere, ForCoordinators, ClosedAlready, HeldAlready, ClaimFirst, RationSpent."""
    with transaction():
        follow_up = claiming.reachable(follow_up_id, who)
        claiming.check_held(follow_up, who.account_id)
        rations.take("card", who.account_id, follow_up.ally_id)
        trace.note("card shown", who.account_id, "ally", follow_up.ally_id)
