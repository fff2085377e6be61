"""Who cannot sign in: asking for a link by letter, and choosing a new password with it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.team import invitation
from tracker.usecases import ask_for_reset, choose_password
from tracker.web.account import entering, fields
from tracker.web.frame import access, refusing
from tracker.words import _, lazy

bp = access.for_anyone(Blueprint("forgot", __name__))


class Forgot(FlaskForm):
    """Whose password."""

    email = fields.email()


class NewPassword(FlaskForm):
    """The new one."""

    password = fields.password(lazy("New password"), "new-password", lazy("Choose a password."))


@bp.get("/forgot")
def ask() -> ResponseReturnValue:
    return render_template("account/forgot.html", form=Forgot(formdata=None), sent=False)


@bp.post("/forgot")
def answer() -> ResponseReturnValue:
    """The same page for everybody: who has an account is nobody's business."""
    form = Forgot()
    if not form.validate():
        return render_template("account/forgot.html", form=form, sent=False), 422
    ask_for_reset.ask(form.email.data, request.remote_addr or "")
    return render_template("account/forgot.html", form=form, sent=True)


@bp.get("/reset/<token>")
def choose(token: str) -> ResponseReturnValue:
    try:
        invitation.open_one("reset", token)
    except invitation.LinkOver as over:
        return _over(over)
    return render_template("account/reset.html", form=NewPassword(formdata=None))


@bp.post("/reset/<token>")
def chosen(token: str) -> ResponseReturnValue:
    """The way in is the ordinary one afterwards, second factor and all."""
    form, status = NewPassword(), 422
    try:
        invitation.open_one("reset", token)
        if form.validate():
            choose_password.by_link(token, form.password.data, entering.base_url())
            flash(_("The new password is in force. Sign in with it."))
            return redirect(url_for("account.sign_in.ask"), 303)
    except invitation.LinkOver as over:
        return _over(over)
    except Refusal as refusal:
        status = refusing.beside(form, refusal)
    return render_template("account/reset.html", form=form), status


def _over(over: invitation.LinkOver) -> ResponseReturnValue:
    return render_template("account/link_over.html", sentence=str(over), joining=False), over.status
