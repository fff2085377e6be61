"""A coordinator says that two allies are not the same person. It is remembered for as long as both contacts stay what they are."""

from tracker import clock
from tracker.allies import merging
from tracker.allies.merging import ChangedMeanwhile
from tracker.store.transactions import transaction
from tracker.team import trace


def say_apart(pair_id: str, seen: str, account_id: str) -> None:
    """Twice is once. Raises PairGone, GoneAlready and ChangedMeanwhile."""
    with transaction():
        pair = merging.pair_of(pair_id)
        both = merging.hold(pair.one_id, pair.other_id)
        if merging.digest(*both.values()) != seen:
            raise ChangedMeanwhile
        if pair.apart_at is None:
            pair.apart_at, pair.account_id = clock.now(), account_id
            for ally_id, other_id in ((pair.one_id, pair.other_id), (pair.other_id, pair.one_id)):
                trace.note("said not the same", account_id, "ally", ally_id, detail=other_id)
