"""A coordinator compares two allies who may be one: both contacts stand side by side, and that is written down."""

from tracker.allies import merging
from tracker.finding.pair import Pair, pair
from tracker.keeping import copies
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def look_at_pair(pair_id: str, account_id: str) -> Pair:
    """Raises PairGone, GoneAlready and RationSpent. Who looks again within a quarter of an hour has looked once."""
    with transaction():
        # Of whom one is gone nothing is shown.
        row, *_two = merging.both_of(pair_id)
        both = [row.one_id, row.other_id]
        rations.take("reveal", account_id, *both)
        fresh = trace.unseen("contacts compared", account_id, both)
        if fresh:
            copies.left("contact", account_id, fresh, "desk")
            trace.note_each("contacts compared", account_id, "ally", fresh)
    return pair(pair_id)
