"""An invitation: name, e-mail, password, and on to the second factor. The link is spent by sending, not by looking."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.team import invitation
from tracker.team.roles import ONLY_READS
from tracker.usecases import join
from tracker.web.account import entering, fields
from tracker.web.frame import access, refusing
from tracker.words import language, lazy

bp = access.for_anyone(Blueprint("joining", __name__))


class Joining(FlaskForm):
    """Who they are."""

    name = fields.name()
    email = fields.email()
    password = fields.password(lazy("Password"), "new-password", lazy("Choose a password."))
    language = fields.desk_language()
    speaks = fields.speaks()


@bp.get("/join/<token>")
def ask(token: str) -> ResponseReturnValue:
    try:
        role = invitation.open_one("join", token).role_name
    except invitation.LinkOver as over:
        return _over(over)
    return _page(Joining(formdata=None, language=language(), speaks=[language()]), role)


@bp.post("/join/<token>")
def answer(token: str) -> ResponseReturnValue:
    form, status, role = Joining(), 422, ""
    try:
        role = invitation.open_one("join", token).role_name
        if form.validate():
            newcomer = join.join(
                token, form.name.data, form.email.data, form.password.data, form.language.data, form.speaks.data or ()
            )
            return entering.after_password(newcomer)
    except invitation.LinkOver as over:
        return _over(over)
    except Refusal as refusal:
        status = refusing.beside(form, refusal)
    return _page(form, role), status


def _page(form: Joining, role: str) -> str:
    """Whoever only reads talks to nobody: in which languages is not asked for."""
    return render_template("account/join.html", form=form, role=role, only_reads=role in ONLY_READS)


def _over(over: invitation.LinkOver) -> ResponseReturnValue:
    return render_template("account/link_over.html", sentence=str(over), joining=True), over.status
