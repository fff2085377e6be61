"""A host opens a tablet for the lobby, or ends it: each has a link of its own, which writes for this evening and never lists."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from tracker.usecases import give_kiosk
from tracker.web.frame import form_tokens
from tracker.web.frame.access import for_anyone
from tracker.web.frame.fields import tried
from tracker.web.frame.house import csrf
from tracker.web.host.entering import check_form, enter
from tracker.web.host.evening import HeadsForm, page
from tracker.web.host.kiosk_list import KioskForm
from tracker.words import language

bp = for_anyone(Blueprint("kiosk", __name__))
csrf.exempt(bp)  # no session: check_form() stands there


@bp.post("/<token>/kiosk")
def make(token: str) -> ResponseReturnValue:
    """A new tablet; `withdraw` names one to be ended. Raises NotThere for one of another evening."""
    evening, form = enter(token), KioskForm(formdata=request.form)
    heads = HeadsForm(formdata=None).offer()
    try:
        check_form()
    except form_tokens.Expired as expired:
        return page(evening, heads, str(expired), form), expired.status
    if ended := request.form.get("withdraw", "")[:40]:
        give_kiosk.withdraw_kiosk_as_host(token, ended)
        return redirect(evening.at("evening.show", "kiosk"), 303)
    if form.validate():
        tried(form, lambda: give_kiosk.give_kiosk_as_host(token, form.name.data, language()))
        if not form.errors:
            return redirect(evening.at("evening.show", "kiosk"), 303)
    return page(evening, heads, kiosk_form=form), 422


@bp.get("/<token>/kiosk")
def to_kiosks(token: str) -> ResponseReturnValue:
    """They stand on the page."""
    return redirect(enter(token).at("evening.show", "kiosk"), 303)
