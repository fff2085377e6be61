"""One of somebody's own allies has called back: there is a card on which to write down how it went."""

from tracker.allies.ally import Ally
from tracker.errors import NotThere
from tracker.followups import claiming, own_allies
from tracker.followups.claiming import Worker
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import trace


def take_call_back(ally_id: str, who: Worker) -> str:
    """The follow-up that is theirs now: what was open, else a new one. Raises NotThere, ForCoordinators, HeldAlready."""
    with transaction():
        ally = row_of(Ally, ally_id, lock=True)
        if ally.contact_sealed is None or not own_allies.is_mine(ally.id, who):
            raise NotThere
        if ally.extra_care and not who.careful:
            raise claiming.ForCoordinators
        follow_up = own_allies.called_back(ally, who)
        if not claiming.claim(follow_up.id, who.account_id):
            raise claiming.HeldAlready
        trace.note("ally called back", who.account_id, "ally", ally.id)
        return follow_up.id
