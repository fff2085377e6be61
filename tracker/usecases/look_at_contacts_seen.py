"""A coordinator looks at whose contacts somebody has seen: that look is itself written down."""

from tracker.finding import contacts_seen
from tracker.finding.contacts_seen import Seen
from tracker.store.transactions import transaction
from tracker.team import account, trace


def look_at_contacts_seen(account_id: str, page: int, by_id: str) -> tuple[int, list[Seen]]:
    """How many allies in all, and a page of them. Raises NoSuchAccount."""
    with transaction():
        account.by_id(account_id)
        found = contacts_seen.how_many(account_id), contacts_seen.page_of(account_id, page)
        trace.note("looked at contacts seen", by_id, "account", account_id)
        return found
