"""Requests to host that have been decided, or that nobody ever answered: who asked and what they wrote goes."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_

from tracker import clock
from tracker.signups.request_to_host import RequestToHost
from tracker.store.old import Old

# What waits for us is kept for so long, whatever is set: it can be decided late, and not for ever.
WAITS = timedelta(days=365)


def _over(before: datetime) -> ColumnElement[bool]:
    return or_(
        func.coalesce(RequestToHost.decided_at, RequestToHost.asked_at) < before,
        and_(RequestToHost.state == "waiting", RequestToHost.at < clock.now() - WAITS),
    )


OLD = (
    Old(
        RequestToHost,
        held=lambda: RequestToHost.asker_sealed.is_not(None) | RequestToHost.wish_sealed.is_not(None),
        over=_over,
        empties=(RequestToHost.asker_sealed, RequestToHost.wish_sealed, RequestToHost.mark),
    ),
)
