"""Answers as OSDI's clients read them: HAL, and of every "no" a text under `error`."""

import json

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from tracker.errors import Refusal
from tracker.osdi.reading import Json
from tracker.team.tokens import TokenUnknown
from tracker.web.frame import broken, errors, floods
from tracker.web.frame.floods import GUESSED, Judged

HAL = "application/hal+json; charset=utf-8"
SAID = {
    400: "The request could not be read.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "That is more than is taken at once: 1,000,000 bytes.",
    500: "Something broke on our side. Nothing was half written. Try again in a moment.",
    503: "Come back in a while.",
}


class TooFast(Refusal):
    sentence = "Too many requests. Come again in a moment."
    status = 429


def hal(said: Json, status: int = 200) -> Response:
    return Response(json.dumps(said, ensure_ascii=False), status, content_type=HAL)


def no(text: str, status: int) -> Response:
    answer = hal({"error": text}, status)
    if status in (429, 503):
        answer.headers["Retry-After"] = str(floods.seen().wait())
    return answer


def refused(refusal: Refusal) -> ResponseReturnValue:
    """A rule's own sentence. The same for each token that opens nothing, whatever is the matter with it; guessing is slowed."""
    if isinstance(refusal, TokenUnknown) and _guesses():
        refusal = TooFast()
    return no(str(refusal) or SAID[404], refusal.status)


def told(error: HTTPException) -> ResponseReturnValue:
    """What Flask itself says no to."""
    if error.response is not None:
        return error.response
    status = error.code or 500
    answer = no(SAID.get(status) or SAID[500 if status >= 500 else 400], status)
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def told_where(error: HTTPException) -> ResponseReturnValue:
    """The same, for whatever was asked below our address; else as pages say it."""
    return told(error) if request.path == "/api/v2" or request.path.startswith("/api/v2/") else errors.told(error)


def broke(error: Exception) -> ResponseReturnValue:
    """Logged by kind and place; nothing of the inside is said."""
    return no(f"{SAID[500]} ({broken.noted(error)})", 500)


def _guesses() -> bool:
    limit = floods.seen().judge(GUESSED, request.remote_addr or "")
    return limit is Judged.LATER
