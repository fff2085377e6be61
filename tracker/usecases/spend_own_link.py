"""An ally opens what we hold with a fresh link, which is used up by that."""

from tracker import clock
from tracker.allies import answer_by_link, own_links
from tracker.allies.own_links import LinkOver
from tracker.letters import confirming
from tracker.store.transactions import transaction


def spend_own_link(link_id: str) -> str:
    """Returns their id. Raises LinkOver."""
    with transaction():
        # The ally first, as everybody locks: an erasure holds them and then forgets their links.
        ally = answer_by_link.find(own_links.whose(link_id) or "")
        if ally is None:
            raise LinkOver
        link = own_links.spend(link_id, own_links.OPEN)
        if link.account_id is None:  # it came by letter, to the address we hold
            confirming.confirm(ally)
        ally.acted_at = clock.now()
        return ally.id
