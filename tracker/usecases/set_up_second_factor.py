"""Somebody binds an authenticator app to their account."""

from tracker.store.transactions import transaction
from tracker.team import account, second_factor, trace
from tracker.team.account import Account


def set_up(account_id: str, secret: str, code: str) -> Account:
    """Keep the secret, once a code shows that the app has it. Raises WrongCode."""
    with transaction():
        whose = account.by_id(account_id, locked=True)
        second_factor.set_up(whose, secret, code)
        trace.note("second factor set up", account_id, "account", account_id)
    return whose
