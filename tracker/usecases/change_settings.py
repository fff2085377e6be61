"""Somebody changes what colleagues call them, or the language of their desk."""

from tracker.store.transactions import transaction
from tracker.team import account
from tracker.words import LANGUAGES


def change(account_id: str, name: str, language: str) -> None:
    """An unknown language leaves it as it was."""
    with transaction():
        whose = account.by_id(account_id, locked=True)
        whose.name = name
        if language in LANGUAGES:
            whose.language = language
