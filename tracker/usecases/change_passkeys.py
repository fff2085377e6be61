"""Somebody adds a passkey to their account, names it, or takes it away."""

from tracker.letters import to_member
from tracker.store.transactions import transaction
from tracker.team import account, passkey, recovery, second_factor, trace
from tracker.team.account import Account
from tracker.team.ceremony import Here


def add(
    account_id: str, label: str, answer: str, challenge: bytes, at: Here, base_url: str, newcomer: bool = False
) -> tuple[Account, list[str]]:
    """Keep the passkey. With the first second factor come recovery codes, to be shown once; else none.

    Raises PasskeyUnfit and TooMany, and AlreadySetUp for a newcomer.
    """
    with transaction():
        whose = account.by_id(account_id, locked=True)
        first = second_factor.is_first(whose, newcomer)
        passkey.add(whose, label, answer, challenge, at)
        codes = recovery.make(whose) if first else []
        if not first:
            to_member.passkey_added(whose, base_url)
        trace.note("passkey added", account_id, "account", account_id)
    return whose, codes


def rename(account_id: str, passkey_id: str, label: str) -> None:
    """Raises NotThere."""
    with transaction():
        passkey.rename(account_id, passkey_id, label)


def remove(account_id: str, passkey_id: str) -> None:
    """Raises NotThere, and LastSecondFactor where the role needs one and this is it."""
    with transaction():
        passkey.remove(account.by_id(account_id, locked=True), passkey_id)
        trace.note("passkey removed", account_id, "account", account_id)
