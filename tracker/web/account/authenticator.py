"""Binding an authenticator app: the first time right after joining, later for another phone.

The secret waits in the session, sealed, until a code shows that the app has it. Looking changes nothing.
"""

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from tracker.errors import Refusal
from tracker.team import second_factor
from tracker.team.account import Account
from tracker.usecases import choose_password, set_up_second_factor
from tracker.web.account import entering, fields
from tracker.web.frame import access, refusing
from tracker.words import _, lazy

# Two forms of the settings ask for the present password: their fields need names of their own.
PHONE = "phone-"

bp = access.for_anyone(Blueprint("authenticator", __name__))


class FirstCode(FlaskForm):
    """The app's first code."""

    code = fields.code()


class AnotherPhone(FlaskForm):
    """The present password, so that an open desk is not enough."""

    present = fields.password(lazy("Present password"), "current-password", lazy("Write your present password."))


@bp.get("/authenticator")
def show() -> ResponseReturnValue:
    whose = _who()
    if whose is None:
        return redirect(url_for("account.sign_in.ask"), 303)
    return _page(whose, FirstCode(formdata=None))


@bp.post("/authenticator")
def bind() -> ResponseReturnValue:
    whose = _who()
    if whose is None:
        return redirect(url_for("account.sign_in.ask"), 303)
    form, status, inside = FirstCode(), 422, access.signed_in() is not None
    if form.validate():
        try:
            whose = set_up_second_factor.set_up(whose.id, session["new_totp"], form.code.data)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            if not inside:
                return entering.come_in(whose, session.get("then", ""))
            del session["new_totp"]
            flash(_("Codes come from the new app now. The old one no longer works."))
            return redirect(url_for("account.settings.show"), 303)
    return _page(whose, form), status


@bp.post("/authenticator/again")
@access.for_roles(*access.TEAM)
def again() -> ResponseReturnValue:
    """Another phone: asked for the password first."""
    form = AnotherPhone(prefix=PHONE)
    if not form.validate():
        flash(_("Write your present password."))
        return redirect(url_for("account.settings.show"), 303)
    try:
        choose_password.check_present(access.me().id, form.present.data, request.remote_addr or "")
    except Refusal as refusal:
        flash(str(refusal))
        return redirect(url_for("account.settings.show"), 303)
    session["new_totp"] = second_factor.new_secret()
    return redirect(url_for("account.authenticator.show"), 303)


def _who() -> Account | None:
    """Who may bind an app now: a newcomer between password and desk, or somebody who asked for another phone."""
    if "new_totp" not in session:
        return None
    return access.signed_in() or entering.half_in()


def _page(whose: Account, form: FlaskForm) -> str:
    secret = session["new_totp"]
    link = second_factor.address(secret, whose.email or "")
    picture = segno.make(link, error="m").svg_inline(scale=5, light="#fff", dark="#000", title=_("QR code for the app"))
    return render_template(
        "account/authenticator.html", form=form, link=link, secret=second_factor.spelt(secret),
        picture=Markup(picture),  # noqa: S704 (made here, from figures alone)
    )  # fmt: skip
