"""A coordinator looks at an ally's contact outside a card, and says why."""

from tracker.allies.ally import Ally, Contact
from tracker.errors import Refusal
from tracker.keeping import copies
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import rations, trace
from tracker.words import lazy

LEAST_REASON, MOST_REASON = 3, 200


class ReasonUnsaid(Refusal):
    sentence = lazy("Write why, in a few words. It stays in the trace.")
    field = "reason"


def reveal_contact(ally_id: str, reason: str, account_id: str) -> Contact:
    """The contact; empty where none is held. Raises NotThere, ReasonUnsaid and RationSpent."""
    reason = " ".join(reason.split())
    if not (LEAST_REASON <= len(reason) <= MOST_REASON and reason.isprintable()):
        raise ReasonUnsaid
    with transaction():
        ally = row_of(Ally, ally_id)
        rations.take("reveal", account_id, ally_id)
        contact = ally.contact or Contact()
        if contact:
            copies.left("contact", account_id, [ally.id], "desk")
        trace.note("contact revealed", account_id, "ally", ally_id, reason)
    return contact
