"""Requests to host that have been decided, or that nobody ever answered: who asked and what they wrote goes."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_

from tracker import clock
from tracker.signups.request_to_host import RequestToHost
from tracker.store.old import Old

# What waits for us is kept longer, whatever is set: a decision made late is still one.
WAITS = timedelta(days=365)


def _over(before: datetime) -> ColumnElement[bool]:
    asked_long_ago = RequestToHost.at < min(before, clock.now() - WAITS)
    return or_(
        func.coalesce(RequestToHost.decided_at, RequestToHost.asked_at) < before,
        and_(RequestToHost.state == "waiting", asked_long_ago),
    )


OLD = (
    Old(
        RequestToHost,
        held=lambda: RequestToHost.asker_sealed.is_not(None) | RequestToHost.wish_sealed.is_not(None),
        over=_over,
        empties=(RequestToHost.asker_sealed, RequestToHost.wish_sealed, RequestToHost.mark),
    ),
)
