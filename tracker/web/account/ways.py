"""How one comes in: the app, passkeys, recovery codes. Opens by a fresh sign-in, as everything that is done on it does."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import NotThere, Refusal
from tracker.team import passkey, recovery, second_factor
from tracker.usecases import change_passkeys, set_up_second_factor
from tracker.web.account import ceremonies, entering, recovery_codes
from tracker.web.account.browser_words import browser_words
from tracker.web.frame import access
from tracker.words import _

bp = access.freshly(access.for_roles(*access.TEAM)(Blueprint("ways", __name__, url_prefix="/ways")))


@bp.get("/")
def show() -> str:
    me = access.me()
    return render_template(
        "account/ways.html", passkeys=passkey.of(me.id), left=recovery.left(me.id), possible=ceremonies.possible(),
        longest=passkey.LONGEST_LABEL,
    )  # fmt: skip


@bp.post("/app")
def app() -> ResponseReturnValue:
    """The first app, or another phone: what there is goes on until the new one has shown its code."""
    session["new_totp"] = second_factor.new_secret()
    return redirect(url_for("account.authenticator.show"), 303)


@bp.post("/app/stop")
def stop_app() -> ResponseReturnValue:
    return _done(lambda: set_up_second_factor.stop_app(access.me().id), _("The app is no longer asked for."))


@bp.post("/codes")
def codes() -> ResponseReturnValue:
    """Ten new ones, shown once. Those made before open nothing any more."""
    return recovery_codes.page(set_up_second_factor.make_recovery_codes(access.me().id), "/account/ways/")


@bp.post("/passkeys")
def add() -> ResponseReturnValue:
    try:
        _whose, made = change_passkeys.add(
            access.me().id, _label(), request.form.get("answer", ""), ceremonies.take("new"), ceremonies.here(),
            entering.base_url(),
        )  # fmt: skip
    except Refusal as refusal:
        flash(str(refusal))
        return _back()
    if made:
        return recovery_codes.page(made, "/account/ways/")
    flash(_("The passkey is added. You can sign in with it alone."))
    return _back()


@bp.post("/passkeys/<passkey_id>/name")
def name(passkey_id: str) -> ResponseReturnValue:
    return _done(lambda: change_passkeys.rename(access.me().id, passkey_id, _label()), _("Kept."))


@bp.post("/passkeys/<passkey_id>/remove")
def remove(passkey_id: str) -> ResponseReturnValue:
    gone = _("The passkey opens nothing here any more. Remove it from the device too.")
    return _done(lambda: change_passkeys.remove(access.me().id, passkey_id), gone)


def _label() -> str:
    """What they call it: one line of letters; else the kind of browser it was made in."""
    told = " ".join("".join(letter for letter in request.form.get("label", "") if letter.isprintable()).split())
    return told[: passkey.LONGEST_LABEL] or browser_words() or _("Passkey")


def _done(deed: Callable[[], None], words: str) -> ResponseReturnValue:
    """Do it and say so, or say why not. What is not there stays a page of its own."""
    try:
        deed()
        flash(words)
    except NotThere:
        raise
    except Refusal as refusal:
        flash(str(refusal))
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("account.ways.show"), 303)
