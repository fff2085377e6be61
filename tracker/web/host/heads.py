"""A host counts heads. Each count is a fact: a better one is added, none is changed."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.usecases import host_evening
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.fields import tried
from tracker.web.frame.house import csrf
from tracker.web.host.entering import check_form, enter
from tracker.web.host.evening import HeadsForm, page

bp = for_anyone(Blueprint("heads", __name__))
csrf.exempt(bp)  # no session: check_form() stands there


@bp.post("/<token>/heads")
def count(token: str) -> ResponseReturnValue:
    evening, form = enter(token), HeadsForm(formdata=request.form).offer()
    try:
        check_form()
    except form_tokens.Expired as expired:
        return page(evening, form, str(expired)), expired.status
    if form.validate():
        tried(form, lambda: host_evening.count(token, form.kind.data, form.heads.data or 0))
        if not form.errors:
            return redirect(evening.at("evening.show", "heads"), 303)
    return page(evening, form), 422


@bp.get("/<token>/heads")
def to_form(token: str) -> ResponseReturnValue:
    """The form stands on the page."""
    return redirect(enter(token).at("evening.show", "heads"), 303)
