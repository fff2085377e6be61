"""A list of allies is saved under a name, shared with the team, renamed, removed."""

from tracker.finding import saved_filter
from tracker.finding.filters import Filters
from tracker.followups.claiming import Worker
from tracker.store.transactions import transaction
from tracker.team import trace


def save(filters: Filters, name: str, shared: bool, account_id: str) -> str:
    """Its id. Raises ListUnnamed, NothingToSave, ListsFull."""
    with transaction():
        row = saved_filter.save(filters, name, shared, account_id)
        trace.note("list saved", account_id, "saved list", row.id)
        return row.id


def change(filter_id: str, name: str, shared: bool, account_id: str) -> None:
    """Raises NotThere, ListUnnamed."""
    with transaction():
        row = saved_filter.change(filter_id, name, shared, account_id)
        trace.note("saved list changed", account_id, "saved list", row.id)


def remove(filter_id: str, who: Worker) -> None:
    """Raises NotThere."""
    with transaction():
        saved_filter.remove(filter_id, who)
        trace.note("saved list removed", who.account_id, "saved list", filter_id)
