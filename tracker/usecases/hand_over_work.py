"""Somebody leaves, or needs relief: their open follow-ups and screenings go to colleagues, or to whoever takes them."""

from collections.abc import Mapping

from tracker.followups import passing_on
from tracker.followups.passing_on import HandedOver
from tracker.store.transactions import transaction
from tracker.team import account, trace


def hand_over_work(account_id: str, to: Mapping[str, str | None], by_id: str) -> HandedOver:
    """By campaign: to whom (None: the pool). Campaigns left out stay as they are. Raises NotThere and CannotTake."""
    with transaction():
        account.by_id(account_id, locked=True)
        done = passing_on.pass_on(account_id, to)
        trace.note("work handed over", by_id, "account", account_id, done.counted)
    return done
