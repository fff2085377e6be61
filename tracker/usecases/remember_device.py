"""A device is remembered for 14 days, or forgotten; sessions elsewhere are ended."""

from tracker.store.transactions import transaction
from tracker.team import device, session, trace


def remember(account_id: str, browser: str) -> str:
    """The token for its cookie."""
    with transaction():
        token = device.remember(account_id, browser)
        trace.note("device remembered", account_id, "account", account_id)
    return token


def forget(account_id: str, device_id: str) -> None:
    """One device asks for the second factor again."""
    with transaction():
        device.forget(account_id, device_id)
        trace.note("device forgotten", account_id, "account", account_id)


def forget_all(account_id: str) -> None:
    """So do all."""
    with transaction():
        device.forget_all_of(account_id)
        trace.note("devices forgotten", account_id, "account", account_id)


def sign_out(account_id: str, session_id: str) -> None:
    """End one session of theirs."""
    with transaction():
        session.end_one_of(account_id, session_id)
        trace.note("session ended", account_id, "account", account_id)


def sign_out_elsewhere(account_id: str, but: str | None) -> None:
    """End every session of theirs but one."""
    with transaction():
        session.end_others_of(account_id, but)
        trace.note("signed out elsewhere", account_id, "account", account_id)
