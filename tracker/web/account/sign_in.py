"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user
from flask_wtf import FlaskForm
from wtforms import HiddenField

from tracker.errors import Refusal
from tracker.usecases import sign_in
from tracker.web.account import entering, fields
from tracker.web.frame import access, refusing
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
    return render_template("account/sign_in.html", form=SignIn(request.args))


@bp.post("/sign-in")
def answer() -> ResponseReturnValue:
    form, status = SignIn(), 422
    if form.validate():
        try:
            whose = sign_in.with_password(form.email.data, form.password.data, request.remote_addr or "")
            if whose.demo and not access.at_home(request):
                raise DemoElsewhere
            return entering.after_password(whose, form.next.data or "")
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
    return render_template("account/sign_in.html", form=form), status


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
