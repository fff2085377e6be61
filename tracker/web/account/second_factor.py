"""The second factor after the password: the app's code, or a passkey."""

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField

from tracker.errors import Refusal
from tracker.team import passkey
from tracker.team.account import Account
from tracker.usecases import sign_in
from tracker.web.account import ceremonies, entering, fields, remembered
from tracker.web.frame import access
from tracker.words import lazy

bp = access.for_anyone(Blueprint("second_factor", __name__))


class Code(FlaskForm):
    """Six digits, and whether this device may leave them out for a while."""

    code = fields.code()
    remember = BooleanField(lazy("Remember this device for 14 days"))


@bp.get("/second-factor")
def ask() -> ResponseReturnValue:
    whose = entering.half_in()
    if whose is None or not whose.has_second_factor:
        return _start_again()
    return _page(Code(formdata=None), whose)


@bp.post("/second-factor")
def answer() -> ResponseReturnValue:
    whose = entering.half_in()
    if whose is None or not whose.has_second_factor:
        return _start_again()
    form, status = Code(), 422
    if form.validate():
        try:
            address = request.remote_addr or ""
            whose = sign_in.with_code(whose.id, form.code.data, address, entering.base_url())
            return _come_in(whose, form)
        except Refusal as refusal:
            status = entering.refused(form, refusal, whose)
    return _page(form, whose), status


@bp.post("/second-factor/passkey")
def by_passkey() -> ResponseReturnValue:
    whose = entering.half_in()
    if whose is None or not whose.has_second_factor:
        return _start_again()
    form = Code()
    try:
        challenge = ceremonies.take("second-factor")
        address = request.remote_addr or ""
        shown = sign_in.with_passkey(request.form.get("answer", ""), challenge, ceremonies.here(), address, whose.id)
    except Refusal as refusal:
        return _page(form, whose), entering.refused(form, refusal, whose)
    return _come_in(shown, form)


def _come_in(whose: Account, form: Code) -> Response:
    answer = entering.come_in(whose, session.get("then", ""))
    return remembered.remember(whose, answer) if form.remember.data else answer


def _start_again() -> ResponseReturnValue:
    return redirect(url_for("account.sign_in.ask"), 303)


def _page(form: Code, whose: Account) -> str:
    return render_template(
        "account/second_factor.html", form=form, has_app=whose.has_app,
        has_passkey=ceremonies.possible() and bool(passkey.of(whose.id)),
    )  # fmt: skip
