"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker.errors import Refusal
from tracker.usecases import sign_in
from tracker.web.account import ceremonies, entering, fields, remembered
from tracker.web.frame import access
from tracker.words import lazy

bp = access.for_anyone(Blueprint("sign_in", __name__))


class DemoElsewhere(Refusal):
    sentence = lazy("Accounts of the demo work on the machine itself only, at the address that it printed.")
    status = 403


class SignIn(FlaskForm):
    """E-mail and password."""

    email = fields.email()
    password = fields.password(lazy("Password"), "current-password", lazy("Write your password."))
    next = HiddenField()


@bp.get("/sign-in")
def ask() -> ResponseReturnValue:
    if access.signed_in():
        return redirect("/desk/", 303)
    return _page(SignIn(request.args))


@bp.post("/sign-in")
def answer() -> ResponseReturnValue:
    form, status = SignIn(), 422
    if form.validate():
        try:
            whose = sign_in.with_password(
                form.email.data, form.password.data, request.remote_addr or "", remembered.token()
            )
            if whose.demo and not access.at_home(request):
                raise DemoElsewhere
            return entering.after_password(whose, form.next.data or "")
        except Refusal as refusal:
            status = entering.refused(form, refusal)
    return _page(form), status


@bp.post("/sign-in/passkey")
def by_passkey() -> ResponseReturnValue:
    """A passkey alone: the device has shown that it knows its owner, so it stands for both factors."""
    form = SignIn()
    try:
        challenge = ceremonies.take("sign-in")
        whose = sign_in.with_passkey(
            request.form.get("answer", ""), challenge, ceremonies.here(), request.remote_addr or ""
        )
        if whose.demo and not access.at_home(request):
            raise DemoElsewhere
    except Refusal as refusal:
        return _page(form), entering.refused(form, refusal)
    return entering.come_in(whose, form.next.data or "")


@bp.post("/sign-out")
def leave() -> ResponseReturnValue:
    """The row goes, and with it whatever a copy of the cookie could open.

    Only the cache is cleared: "storage" would take the waiting entries of a kiosk on the same tablet.
    """
    logout_user()
    session.clear()
    answer = redirect(url_for("account.sign_in.ask"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _page(form: SignIn) -> str:
    return render_template("account/sign_in.html", form=form, possible=ceremonies.possible())
