"""Error pages: they say nothing of what is inside, and one way on. A refusal's own sentence is said as it is."""

from http import HTTPStatus

import structlog
from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from tracker.errors import Refusal
from tracker.words import Lazy, lazy

log = structlog.get_logger()

SAID: dict[int, tuple[Lazy, Lazy]] = {
    400: (
        lazy("Not understood"),
        lazy("Something in that request does not fit. Go back, look at it again, and send it once more."),
    ),
    401: (lazy("Sign in first"), lazy("This page is for members of the team.")),
    403: (lazy("Not for you"), lazy("Your role does not open this page. An administrator can change that.")),
    404: (lazy("Not here"), lazy("There is nothing at this address. Look at the card or the letter again.")),
    405: (lazy("Not that way"), lazy("This address does something else. Go back and use the button there.")),
    409: (lazy("Somebody was faster"), lazy("It was changed while you were at it. Look again, then decide.")),
    410: (lazy("Over"), lazy("This link has been used or has ended. Ask for a new one.")),
    413: (lazy("Too much"), lazy("That was larger than we take. Send less, or in parts.")),
    422: (lazy("Not quite"), lazy("Something needs another look. Go back and mend it.")),
    423: (lazy("Closed for now"), lazy("The house was closed in an emergency. Administrators open it again.")),
    429: (lazy("Too many tries"), lazy("Wait a little, then try again.")),
    500: (lazy("Our mistake"), lazy("Something broke on our side. Nothing was half written. Try again in a moment.")),
    503: (lazy("Very busy"), lazy("So many people are here at once. Keep this page open and try again in a moment.")),
}


def hang_up(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, told)
    app.register_error_handler(Exception, broken)


def page(status: int, title: str = "", sentence: str = "") -> ResponseReturnValue:
    """The error page of a status, in the look of the face that was asked."""
    known = SAID.get(status) or SAID[500 if status >= 500 else 400]
    face = "desk" if request.path.startswith("/desk") else "public"
    text = render_template(
        "errors/page.html", title=title or str(known[0]), sentence=sentence or str(known[1]), status=status, face=face
    )
    return text, status


def refused(refusal: Refusal) -> ResponseReturnValue:
    return page(refusal.status, sentence=str(refusal))


def expired(_error: CSRFError) -> ResponseReturnValue:
    sentence = lazy("This page was open for too long. Go back, load it again, and send it once more.")
    return page(400, sentence=str(sentence))


def told(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    answer = make_response(page(error.code or 500))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def broken(error: Exception) -> ResponseReturnValue:
    """Logged by the kind of error and the rule of the address: its text could hold a name."""
    rule = request.url_rule.rule if request.url_rule else None
    log.error("broken", error=type(error).__name__, rule=rule, method=request.method, where=_where(error))
    return page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _where(error: Exception) -> list[str]:
    """File and line of the last frames: enough to mend it."""
    frames, trace = [], error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return frames[-6:]
