"""Whoever comes with a token: what it opens, or that it opens nothing. Guessing is slowed, and so is who asks without a pause."""

from collections.abc import Collection

from flask import request

from tracker.api.answers import TooFast
from tracker.errors import Refusal
from tracker.team import settings
from tracker.team.token import Scope, Token
from tracker.team.tokens import TokenUnknown
from tracker.usecases.use_token import use_token
from tracker.web.frame import floods
from tracker.web.frame.floods import GUESSED, READ, TOKEN, TOKEN_HEADER, Judged

EVERY = tuple(Scope)


class BackSoon(Refusal):
    sentence = "The house is being brought back from a backup. Come back in a while."
    status = 503


def enter(scope: Scope | Collection[Scope], address: str | None = None) -> Token:
    """The token of this request: from its header, or from its address. One of these scopes is enough.

    Raises TokenUnknown, MayNot, NotInAnAddress, BackSoon and TooFast.
    """
    if settings.get("restoring"):
        raise BackSoon
    shown = address if address is not None else request.headers.get(TOKEN_HEADER, "")
    token = use_token(shown, scope, in_address=address is not None)
    if floods.seen().judge_by(TOKEN, token.id.encode()) is Judged.LATER:
        raise TooFast
    return token


def look_in() -> Token | None:
    """The same where anybody may look: None for who shows no token, or one that opens nothing. Raises BackSoon and TooFast."""
    try:
        return enter(EVERY) if request.headers.get(TOKEN_HEADER) else None
    except TokenUnknown:
        # Else it would be the place to try them out.
        if floods.seen().judge(GUESSED, request.remote_addr or "") is Judged.LATER:
            raise TooFast from None
        return None


def shown(token: Token, number: int) -> None:
    """So many people stand on its page. Raises TooFast."""
    if floods.seen().judge_by(READ, token.id.encode(), number) is Judged.LATER:
        raise TooFast
