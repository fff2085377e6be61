"""The house hands out, in turn, what playbooks say goes in turn: the worker's deed, never a signup's."""

from tracker.followups import handing_out
from tracker.store.transactions import transaction


def hand_out(most: int = 100) -> int:
    """How many got their person; at most `most`. Several workers at once hand out each once, and in turn."""
    steps = handing_out.steps_in_turn()
    if not steps or not handing_out.campaigns_waiting(steps):
        return 0
    given = 0
    with transaction():
        for campaign_id in handing_out.campaigns_waiting(steps):
            if given < most:
                handing_out.lock(campaign_id)
                given += handing_out.hand_out_in(campaign_id, steps, most - given)
    return given
