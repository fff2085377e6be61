"""Where one is signed in, and which devices are remembered: when, and what kind of browser; never from where."""

from datetime import datetime
from typing import cast

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from tracker import times
from tracker.team import device, house_clock, settings
from tracker.team import session as sessions
from tracker.usecases import remember_device
from tracker.web.frame import access
from tracker.web.frame.sessions import Browser
from tracker.words import _

bp = access.for_roles(*access.TEAM)(Blueprint("devices", __name__, url_prefix="/devices"))


@bp.get("/")
def show() -> str:
    # Who has shown only the password so far is not in.
    living = [each for each in sessions.of(access.me().id) if "_user_id" in (each.data or {})]
    return render_template(
        "account/devices.html", sessions=living, this=_this(), devices=device.of(access.me().id),
        moment=_moment,
    )  # fmt: skip


@bp.post("/sessions/<session_id>/end")
def end(session_id: str) -> ResponseReturnValue:
    remember_device.sign_out(access.me().id, session_id)
    return _said(_("Signed out there."))


@bp.post("/sessions/end")
def end_others() -> ResponseReturnValue:
    remember_device.sign_out_elsewhere(access.me().id, _this())
    return _said(_("You are signed out everywhere else."))


@bp.post("/<device_id>/forget")
def forget(device_id: str) -> ResponseReturnValue:
    remember_device.forget(access.me().id, device_id)
    return _said(_("That device asks for the second factor again."))


@bp.post("/forget")
def forget_all() -> ResponseReturnValue:
    remember_device.forget_all(access.me().id)
    return _said(_("Every device asks for the second factor again."))


def _this() -> str | None:
    """The row of the session that asks."""
    return cast(Browser, session._get_current_object()).row_id  # type: ignore[attr-defined]


def _moment(at: datetime) -> str:
    """By the clock of the desk."""
    zone = settings.get("zone")
    return times.when_words(at, house_clock.day_of(at), zone)


def _said(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("account.devices.show"), 303)
