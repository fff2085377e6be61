"""Whoever comes with a token: what it opens, or that it opens nothing. Guessing is slowed, and so is who asks without a pause."""

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.team.token import Scope, Token
from tracker.team.tokens import TokenUnknown
from tracker.usecases.use_token import use_token
from tracker.web.frame import floods
from tracker.web.frame.floods import GUESSED, TOKEN, Judged

# As OSDI's clients send it.
HEADER = "OSDI-API-Token"


class TooFast(Refusal):
    sentence = "Too many requests. Come again in a moment."
    status = 429


def enter(scope: Scope, address: str | None = None) -> Token:
    """The token of this request: from its header, or from its address. Raises TokenUnknown, MayNot, NotInAnAddress and TooFast."""
    shown = address if address is not None else request.headers.get(HEADER, "")
    token = use_token(shown, scope, in_address=address is not None)
    if floods.seen().judge_by(TOKEN, token.id.encode()) is Judged.LATER:
        raise TooFast
    return token


def turned_away(refusal: Refusal) -> ResponseReturnValue:
    """As OSDI's clients read it. The same for each that opens nothing, whatever is the matter with it."""
    if isinstance(refusal, TokenUnknown) and _guesses():
        refusal = TooFast()
    answer: Response = jsonify(error=str(refusal))
    answer.status_code = refusal.status
    if refusal.status == TooFast.status:
        answer.headers["Retry-After"] = str(floods.seen().wait())
    return answer


def _guesses() -> bool:
    return floods.seen().judge(GUESSED, request.remote_addr or "") is Judged.LATER
