"""A host says whether reminders should come by letter."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.usecases import host_evening
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.host.entering import check_form, enter
from tracker.web.host.evening import HeadsForm, page

bp = for_anyone(Blueprint("letters", __name__))
csrf.exempt(bp)  # no session: check_form() stands there


@bp.post("/<token>/letters")
def want(token: str) -> ResponseReturnValue:
    evening = enter(token)
    try:
        check_form()
    except form_tokens.Expired as expired:
        return page(evening, HeadsForm(formdata=None).offer(), str(expired)), expired.status
    host_evening.want_reminders(token, request.form.get("wanted") == "yes")
    return redirect(evening.at("evening.show", "letters"), 303)


@bp.get("/<token>/letters")
def to_form(token: str) -> ResponseReturnValue:
    """The button stands on the page."""
    return redirect(enter(token).at("evening.show", "letters"), 303)
