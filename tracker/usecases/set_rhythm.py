"""Somebody of the team says what comes to them: the letter of the morning, the calendar feed."""

from tracker.store.transactions import transaction
from tracker.team import account, calendar_link, trace


def morning_letter(account_id: str, wanted: bool) -> None:
    """Whether it comes."""
    with transaction():
        account.by_id(account_id, locked=True).digest = wanted


def make_calendar(account_id: str) -> str:
    """The token of a new address; an earlier one opens nothing any more."""
    with transaction():
        token = calendar_link.make(account.by_id(account_id, locked=True))
        trace.note("calendar address made", account_id, "account", account_id)
        return token


def withdraw_calendar(account_id: str) -> None:
    """No address opens it."""
    with transaction():
        if calendar_link.withdraw(account.by_id(account_id, locked=True)):
            trace.note("calendar address withdrawn", account_id, "account", account_id)
