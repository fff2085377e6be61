"""Whoever has used up an hour's ration reads when it opens again, on whatever page; and the administrators are told."""

from flask import Flask, current_app, make_response
from flask.typing import ResponseReturnValue

from tracker.team.rations import RationSpent
from tracker.usecases.tell_ration_spent import tell_ration_spent
from tracker.web.frame import errors
from tracker.words import _


def hang_up(app: Flask) -> None:
    app.register_error_handler(RationSpent, spent)


def told(refusal: RationSpent) -> str:
    """The sentence, for a page that goes on without what was refused; the administrators are told."""
    tell_ration_spent(refusal, current_app.config["BASE_URL"])
    return str(refusal)


def spent(refusal: RationSpent) -> ResponseReturnValue:
    answer = make_response(errors.page(refusal.status, title=_("Enough for an hour"), sentence=told(refusal)))
    answer.headers["Retry-After"] = str(refusal.seconds)
    return answer
