"""One of my own allies calls back: found by name or number, and a card to write down how it went."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from tracker import times
from tracker.errors import Refusal
from tracker.followups.own_allies import LOOKED_AT, MOST_ASKED, SHOWN, AskMore, Own
from tracker.usecases.look_for_own_ally import look_for_own_ally
from tracker.usecases.take_call_back import take_call_back
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import CALLING, for_roles, shows_contacts
from tracker.words import lazy

bp = shows_contacts(for_roles(*CALLING)(Blueprint("call_back", __name__, url_prefix="/call-back")))


class AskForm(FlaskForm):
    """Who is on the phone."""

    asked = StringField(lazy("Name or number"))


@bp.get("/")
def ask() -> str:
    """The empty form."""
    return _shown(AskForm(formdata=None))


@bp.post("/")
def look() -> ResponseReturnValue:
    """Those who fit, on this answer alone: a name has no place in an address."""
    form = AskForm()
    try:
        if not form.validate():
            raise AskMore
        found = look_for_own_ally(form.asked.data or "", worker())
    except AskMore as refusal:
        form.asked.errors = [str(refusal)]
        return _shown(form), 422
    return _shown(form, found)


@bp.post("/<ally_id>")
def called(ally_id: str) -> ResponseReturnValue:
    """They called back: take what is open, or open a card by hand."""
    try:
        follow_up_id = take_call_back(ally_id, worker())
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        flash(str(refusal))
        return redirect(url_for("desk.call_back.ask"), 303)
    return redirect(url_for("desk.follow_ups.card", follow_up_id=follow_up_id), 303)


def _shown(form: AskForm, found: list[Own] | None = None) -> str:
    return render_template(
        "desk/call_back.html", form=form, found=found, most=MOST_ASKED, shown=SHOWN, looked_at=LOOKED_AT,
        language_words=times.language_words,
    )  # fmt: skip
