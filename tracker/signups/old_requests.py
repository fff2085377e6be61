"""Requests to host that have been decided, or whose asker never answered: who asked and what they wrote goes."""

from sqlalchemy import func

from tracker.signups.request_to_host import RequestToHost
from tracker.store.old import Old

OLD = (
    Old(
        RequestToHost,
        held=lambda: RequestToHost.asker_sealed.is_not(None) | RequestToHost.wish_sealed.is_not(None),
        # One that still waits for us has neither.
        over=lambda before: func.coalesce(RequestToHost.decided_at, RequestToHost.asked_at) < before,
        empties=(RequestToHost.asker_sealed, RequestToHost.wish_sealed, RequestToHost.mark),
    ),
)
