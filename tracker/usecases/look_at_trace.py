"""An administrator looks at the trace: that, too, is a deed."""

from datetime import datetime

from tracker.finding import traced
from tracker.finding.traced import Filters, Page
from tracker.store.transactions import transaction
from tracker.team import trace


def look_at_trace(filters: Filters, after: tuple[datetime, int] | None, by_id: str) -> Page:
    """A page of it, without this look."""
    about = ("ally", filters.ally_id) if filters.ally_id else ("account", filters.account_id)
    with transaction():
        page = traced.page_of(filters, after)
        trace.note("looked at the trace", by_id, *(about if about[1] else ()))
        return page
