"""A host ticks something off, or says that it is not done after all. What is sent says which: two phones agree."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.usecases import host_evening
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.host.entering import check_form, enter
from tracker.web.host.evening import HeadsForm, page

bp = for_anyone(Blueprint("checklist", __name__))
csrf.exempt(bp)  # no session: check_form() stands there


@bp.post("/<token>/checklist")
def tick(token: str) -> ResponseReturnValue:
    """`set`: "kit:yes" or "kit:no"."""
    evening = enter(token)
    try:
        check_form()
    except form_tokens.Expired as expired:
        return page(evening, HeadsForm(formdata=None).offer(), str(expired)), expired.status
    item, _colon, wanted = request.form.get("set", "")[:40].partition(":")
    host_evening.tick_off(token, item, wanted == "yes")
    return redirect(evening.at("evening.show", f"do-{item}"), 303)


@bp.get("/<token>/checklist")
def to_list(token: str) -> ResponseReturnValue:
    """The list stands on the page."""
    return redirect(enter(token).at("evening.show", "checklist"), 303)
