"""Somebody looks at whose contacts a colleague has seen, or at who has seen an ally's: that look is itself written down."""

from tracker.allies.ally import Ally
from tracker.finding import contacts_seen
from tracker.finding.contacts_seen import Look, Place, Seen
from tracker.finding.hours import Hours
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import account, trace


def look_at_contacts_seen(account_id: str, between: Hours, after: Place | None, by_id: str) -> tuple[int, list[Seen]]:
    """How many people in all, and a page of them: one more when more follow. Raises NoSuchAccount."""
    with transaction():
        account.by_id(account_id)
        found = contacts_seen.how_many(account_id, between), contacts_seen.page_of(account_id, after, between)
        trace.note("looked at contacts seen", by_id, "account", account_id)
        return found


def look_at_who_saw(ally_id: str, after: Place | None, by_id: str) -> tuple[str, list[Look]]:
    """The alias, and looks at this ally: one more than a page when more follow. Raises NotThere."""
    with transaction():
        alias = row_of(Ally, ally_id).alias
        found = contacts_seen.who_saw(ally_id, after)
        trace.note("looked at who saw", by_id, "ally", ally_id)
        return alias, found
