"""Binding an authenticator app: the first time right after joining, later for another phone. A newcomer may take a passkey.

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
from tracker.usecases import change_passkeys, set_up_second_factor
from tracker.web.account import ceremonies, entering, fields, recovery_codes
from tracker.web.account.browser_words import browser_words
from tracker.web.frame import access, fresh, refusing
from tracker.words import _

bp = access.for_anyone(Blueprint("authenticator", __name__))


class FirstCode(FlaskForm):
    """The app's first code."""

    code = fields.code()


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
            whose, codes = set_up_second_factor.set_up(
                whose.id, session["new_totp"], form.code.data, entering.base_url(), newcomer=not inside
            )
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
        else:
            return _changed(codes) if inside else _welcome(whose, codes)
    return _page(whose, form), status


@bp.post("/authenticator/passkey")
def by_passkey() -> ResponseReturnValue:
    """A newcomer's passkey instead of an app."""
    whose = _who()
    if whose is None or access.signed_in() is not None:
        return redirect(url_for("account.sign_in.ask"), 303)
    form = FirstCode()
    try:
        whose, codes = change_passkeys.add(
            whose.id, browser_words() or _("Passkey"), request.form.get("answer", ""), ceremonies.take("new"),
            ceremonies.here(), entering.base_url(), newcomer=True,
        )  # fmt: skip
    except Refusal as refusal:
        status = refusing.beside(form, refusal)
        return _page(whose, form), status
    return _welcome(whose, codes)


def _who() -> Account | None:
    """Who may bind an app now: a newcomer between password and desk, or somebody who asked for it freshly signed in."""
    if "new_totp" not in session:
        return None
    inside = access.signed_in()
    if inside is not None:
        return inside if fresh.is_fresh() else None
    return entering.half_in()


def _welcome(whose: Account, codes: list[str]) -> str:
    """In for the first time: the codes for the day on which the phone is gone stand before the desk."""
    then = session.get("then", "")
    entering.let_in(whose)
    return recovery_codes.page(codes, then)


def _changed(codes: list[str]) -> ResponseReturnValue:
    del session["new_totp"]
    if codes:
        return recovery_codes.page(codes, "/account/ways/")
    flash(_("Codes come from the new app now. The old one no longer works."))
    return redirect(url_for("account.ways.show"), 303)


def _page(whose: Account, form: FirstCode) -> str:
    secret = session["new_totp"]
    link = second_factor.address(secret, whose.email or "")
    picture = segno.make(link, error="m").svg_inline(scale=5, light="#fff", dark="#000", title=_("QR code for the app"))
    return render_template(
        "account/authenticator.html", form=form, link=link, secret=second_factor.spelt(secret),
        possible=ceremonies.possible() and access.signed_in() is None,
        picture=Markup(picture),  # noqa: S704 (made here, from figures alone)
    )  # fmt: skip
