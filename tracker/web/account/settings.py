"""One's own settings: name and language, password, ways to sign in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.followups.hands import languages
from tracker.usecases import change_settings, choose_password
from tracker.web.account import entering, fields
from tracker.web.frame import access, refusing, speech
from tracker.words import _, lazy

bp = access.for_roles(*access.TEAM)(Blueprint("settings", __name__))


class About(FlaskForm):
    """What colleagues see, and what the desk speaks."""

    name = fields.name()
    language = fields.desk_language()
    speaks = fields.speaks()


class Password(FlaskForm):
    """The old one and the new one."""

    present = fields.password(lazy("Present password"), "current-password", lazy("Write your present password."))
    password = fields.password(lazy("New password"), "new-password", lazy("Choose a password."))


@bp.get("/")
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/about")
def about() -> ResponseReturnValue:
    form = About()
    if not form.validate():
        return _page(about=form), 422
    change_settings.change(access.me().id, form.name.data, form.language.data, form.speaks.data or ())
    speech.speak(form.language.data)
    flash(_("Kept."))
    return redirect(url_for("account.settings.show"), 303)


@bp.post("/password")
def password() -> ResponseReturnValue:
    """Every other session ends; this one goes on under a new token."""
    form, status = Password(), 422
    if form.validate():
        try:
            whose = choose_password.by_old_one(
                access.me().id,
                form.present.data,
                form.password.data,
                request.remote_addr or "",
                entering.base_url(),
            )
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            entering.stay_in(whose)
            flash(_("The new password is in force. Everywhere else you are signed out, and no device is remembered."))
            return redirect(url_for("account.settings.show"), 303)
    return _page(password=form), status


def _page(about: FlaskForm | None = None, password: FlaskForm | None = None) -> str:
    me = access.me()
    return render_template(
        "account/settings.html", me=me,
        about=about or About(formdata=None, name=me.name, language=me.language, speaks=sorted(languages(me.speaks))),
        password=password or Password(formdata=None), wrong=about or password,
    )  # fmt: skip
