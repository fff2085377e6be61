"""Somebody looks through their own allies, because one of them is on the phone."""

from tracker.followups import own_allies
from tracker.followups.claiming import Worker
from tracker.followups.own_allies import Own
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def look_for_own_ally(asked: str, who: Worker) -> list[Own]:
    """Those who fit; how many is traced, and whose name was shown; never what was asked for. Raises AskMore, RationSpent."""
    with transaction():
        found = own_allies.look_for(asked, who)
        ids = [each.id for each in found]
        if ids:
            rations.take("card", who.account_id, *ids)
        trace.note("looked for own ally", who.account_id, detail=str(len(found)))
        trace.note_each("name shown", who.account_id, "ally", ids)
    return found
