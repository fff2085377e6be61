"""Error pages: they say nothing of what is inside, and one way on. A refusal's own sentence is said as it is."""

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from tracker.errors import Refusal
from tracker.store.db import db
from tracker.words import Lazy, lazy

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


def page(status: int, title: str = "", sentence: str = "", reference: str = "", bare: bool = False) -> tuple[str, int]:
    """The error page of a status, in the look of the face that was asked. `bare`: without a question to the database."""
    known = SAID.get(status) or SAID[500 if status >= 500 else 400]
    said = {"title": title or str(known[0]), "sentence": sentence or str(known[1]), "reference": reference}
    said["face"] = "desk" if request.path.startswith("/desk") else "public"
    if not bare:
        try:
            return render_template("errors/page.html", **said), status
        except SQLAlchemyError:  # it is away, which is no reason to say nothing
            db.session.rollback()
    return render_template("errors/page.html", **said, bare=True), status


def refused(refusal: Refusal) -> ResponseReturnValue:
    return page(refusal.status, sentence=str(refusal))


def being_restored() -> ResponseReturnValue:
    """Half of it is there: nobody sees or changes anything until it is whole."""
    sentence = lazy("The house is being brought back from a backup. Try again in a while.")
    return page(503, str(lazy("Back soon")), str(sentence), bare=True)


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
