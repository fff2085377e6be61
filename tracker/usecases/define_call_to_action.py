"""Organizers define what supporters can tick, and the next step behind each tick."""

from collections.abc import Callable

from tracker.appeals import defining
from tracker.appeals.defining import Draft
from tracker.appeals.interest import Interest
from tracker.store.transactions import transaction
from tracker.team import trace


def add(draft: Draft, account_id: str) -> str:
    """Its id. Raises Unfit, TooManyOffered."""
    return _done("call to action added", lambda: defining.add(draft), account_id)


def change(interest_id: str, draft: Draft, account_id: str) -> str:
    """Raises NotThere, Unfit."""
    return _done("call to action changed", lambda: defining.change(interest_id, draft), account_id)


def move(interest_id: str, by: int, account_id: str) -> str:
    """One place up (-1) or down (1). Raises NotThere."""
    return _done("call to action moved", lambda: defining.move(interest_id, by), account_id)


def archive(interest_id: str, account_id: str) -> str:
    """Raises NotThere, LastOffered."""
    return _done("call to action archived", lambda: defining.archive(interest_id), account_id)


def bring_back(interest_id: str, account_id: str) -> str:
    """Raises NotThere, TooManyOffered."""
    return _done("call to action brought back", lambda: defining.bring_back(interest_id), account_id)


def _done(deed: str, do: Callable[[], Interest], account_id: str) -> str:
    with transaction():
        row = do()
        trace.note(deed, account_id, "interest", row.id, row.key)
        return row.id
