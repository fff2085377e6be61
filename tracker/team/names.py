"""What colleagues call each other."""

from collections.abc import Iterable

from sqlalchemy import select

from tracker.store.db import db
from tracker.team.account import Account


def names_of(account_ids: Iterable[str | None]) -> dict[str, str]:
    """By account. One query, or none for nobody."""
    wanted = sorted({account_id for account_id in account_ids if account_id})
    if not wanted:
        return {}
    rows = select(Account.id, Account.name_sealed).where(Account.id.in_(wanted))
    found = db.session.execute(rows).tuples()
    return {account_id: Account.name.open_for(account_id, sealed) or "" for account_id, sealed in found}
