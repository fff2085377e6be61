"""Somebody binds an authenticator app to their account, lets it go, or makes recovery codes."""

from tracker.letters import to_member
from tracker.store.transactions import transaction
from tracker.team import account, passkey, recovery, second_factor, trace
from tracker.team.account import Account


def set_up(account_id: str, secret: str, code: str, base_url: str, newcomer: bool = False) -> tuple[Account, list[str]]:
    """Keep the secret, once a code shows that the app has it. Raises WrongCode, and AlreadySetUp for a newcomer.

    With the first second factor come recovery codes, to be shown once; else none.
    """
    with transaction():
        whose = account.by_id(account_id, locked=True)
        first = second_factor.is_first(whose, newcomer)
        second_factor.set_up(whose, secret, code)
        codes = recovery.make(whose) if first else []
        if not first:
            to_member.app_changed(whose, base_url)
        trace.note("second factor set up", account_id, "account", account_id)
    return whose, codes


def stop_app(account_id: str) -> None:
    """The app is no longer asked for. Raises LastSecondFactor where the role needs one and this is it."""
    with transaction():
        whose = account.by_id(account_id, locked=True)
        second_factor.stop_app(whose, has_passkeys=bool(passkey.of(account_id)))
        trace.note("app let go", account_id, "account", account_id)


def make_recovery_codes(account_id: str) -> list[str]:
    """To be shown once; those made before open nothing any more."""
    with transaction():
        codes = recovery.make(account.by_id(account_id, locked=True))
        trace.note("recovery codes made", account_id, "account", account_id)
    return codes
