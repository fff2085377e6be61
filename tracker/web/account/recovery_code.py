"""A code from paper instead of the phone's."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from tracker.errors import Refusal
from tracker.usecases import sign_in
from tracker.web.account import entering, fields
from tracker.web.frame import access
from tracker.words import _, _n, lazy

SIXTEEN = lazy("Write one of the codes from your sheet: sixteen letters and figures.")

bp = access.for_anyone(Blueprint("recovery_code", __name__, url_prefix="/recovery-code"))


class RecoveryCode(FlaskForm):
    """One of the ten."""

    code = StringField(
        lazy("Recovery code"), filters=[fields.stripped],
        validators=[InputRequired(SIXTEEN), Length(max=40, message=SIXTEEN)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 40, "required": True},
    )  # fmt: skip


@bp.get("/")
def ask() -> ResponseReturnValue:
    whose = entering.half_in()
    if whose is None or not whose.has_second_factor:
        return redirect(url_for("account.sign_in.ask"), 303)
    return render_template("account/recovery_code.html", form=RecoveryCode(formdata=None))


@bp.post("/")
def answer() -> ResponseReturnValue:
    whose = entering.half_in()
    if whose is None or not whose.has_second_factor:
        return redirect(url_for("account.sign_in.ask"), 303)
    form, status = RecoveryCode(), 422
    if form.validate():
        try:
            then = session.get("then", "")
            whose, left = sign_in.with_recovery_code(
                whose.id, form.code.data, request.remote_addr or "", entering.base_url()
            )
        except Refusal as refusal:
            status = entering.refused(form, refusal, whose)
        else:
            answer = entering.come_in(whose, then)
            flash(_left_words(left))
            return answer
    return render_template("account/recovery_code.html", form=form), status


def _left_words(left: int) -> str:
    if not left:
        return _("That was your last recovery code. Make new ones: Your settings, Ways to sign in.")
    return _n(
        "That code is used up; one is left. Make new ones: Your settings, Ways to sign in.",
        "That code is used up; %(n)s are left.", left,
    )  # fmt: skip
