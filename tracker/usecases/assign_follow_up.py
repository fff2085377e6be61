"""A coordinator gives a follow-up that waits for nobody to somebody."""

from tracker.allies.ally import Ally
from tracker.followups import claiming, giving
from tracker.followups.claiming import Worker
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace


def assign_follow_up(follow_up_id: str, account_id: str, who: Worker) -> None:
    """Raises NotThere, ForCoordinators, ClosedAlready, HeldAlready, NobodyChosen, NotTheirs, CarefulOnly."""
    with transaction():
        follow_up = claiming.reachable(follow_up_id, who, lock=True)
        if follow_up.state != "open":
            raise claiming.ClosedAlready
        if claiming.is_held(follow_up) and follow_up.claimed_by_id != who.account_id:
            raise claiming.HeldAlready
        ally = db.session.get_one(Ally, follow_up.ally_id)
        giving.give(follow_up, account_id, extra_care=bool(ally.extra_care))
        trace.note("follow-up given", who.account_id, "ally", follow_up.ally_id, account_id)
