"""Another program comes with a token: the hour is kept, and no more. A thousand requests within it write once."""

from collections.abc import Collection

from tracker.store.transactions import transaction
from tracker.team import tokens
from tracker.team.token import Scope, Token


def use_token(shown: str, scope: Scope | Collection[Scope], in_address: bool = False) -> Token:
    """The token, for this use: one of these scopes is enough. Raises TokenUnknown, MayNot and NotInAnAddress."""
    token = tokens.opened_by(shown, scope, in_address)
    hour = tokens.hour_of_use()
    if token.used_at != hour:
        with transaction():
            tokens.used(token.id, hour)
        # Withdrawn in between, it opens nothing.
        token = tokens.opened_by(shown, scope, in_address)
    return token
