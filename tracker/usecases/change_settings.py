"""Somebody changes what colleagues call them, the language of their desk, or those in which they talk to allies."""

from collections.abc import Iterable

from tracker.store.transactions import transaction
from tracker.team import account
from tracker.words import LANGUAGES


def change(account_id: str, name: str, language: str, speaks: Iterable[str]) -> None:
    """An unknown language of the desk leaves it as it was; unknown ones to talk in are left out."""
    with transaction():
        whose = account.by_id(account_id, locked=True)
        whose.name = name
        whose.speaks = account.speaks_only_known(speaks)
        if language in LANGUAGES:
            whose.language = language
