"""Close the house: one press in an emergency, on any page's size; and how two administrators open it again.

No fresh sign-in is asked for: whoever presses has no minute to lose, and loses nothing by a press too many but their session.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, g, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, Optional

from tracker import times
from tracker.errors import Refusal
from tracker.team import account, panic, passwords, settings
from tracker.team.account import NoSuchAccount
from tracker.team.panic import ALONE_AFTER
from tracker.team.roles import Role
from tracker.usecases import sign_in
from tracker.usecases.open_again import open_again
from tracker.usecases.press_panic import press_panic
from tracker.usecases.sign_in import NotTheseTwo
from tracker.web.frame import refusing
from tracker.web.frame.access import for_roles, me
from tracker.words import lazy

bp = for_roles(Role.ADMINISTRATOR)(Blueprint("panic", __name__, url_prefix="/panic"))

SIX_DIGITS = lazy("Write the six digits that the app shows.")


class WrongPassword(Refusal):
    sentence = lazy("That is not your password. Type it again.")
    field = "password"
    status = 401


class Confirm(FlaskForm):
    """Both factors once more: an open session is what may have been stolen."""

    seen = HiddenField()
    password = PasswordField(
        lazy("Password"), validators=[InputRequired(lazy("Write your password.")), Length(max=passwords.LONGEST)],
        render_kw={"autocomplete": "current-password", "maxlength": passwords.LONGEST, "required": True},
    )  # fmt: skip
    code = StringField(
        lazy("Code"), validators=[Optional(), Length(max=40, message=SIX_DIGITS)],
        render_kw={"autocomplete": "one-time-code", "maxlength": 40},
    )  # fmt: skip


@bp.get("/")
def show() -> str:
    return _page()


@bp.post("/")
def press() -> ResponseReturnValue:
    """They are out, too: what is left of their session is taken back, and the answer is a page that needs none."""
    shut = press_panic(me().id, current_app.config["BASE_URL"])
    logout_user()
    session.clear()
    g.pop("houselights_account", None)
    withdrawn = sum(shut.values()) - shut["sessions"]
    answer = make_response(render_template("desk/panic_pressed.html", shut=shut, withdrawn=withdrawn))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.post("/open")
def confirm() -> ResponseReturnValue:
    form, status = Confirm(), 422
    if form.validate():
        try:
            _both_factors(form)
            open_again(me().id, form.seen.data or "", current_app.config["BASE_URL"])
            return _page(said=True)
        except Refusal as refusal:
            status = refusing.beside(form, refusal)
    return _page(form), status


def _both_factors(form: Confirm) -> None:
    """Raises WrongPassword, WrongCode, WrongRecoveryCode and TooManyTries. Who has passkeys alone takes a code from paper."""
    whose, here = me(), request.remote_addr or ""
    try:
        sign_in.with_password(whose.email or "", form.password.data, here)
    except NotTheseTwo:
        raise WrongPassword from None
    if whose.has_second_factor or whose.needs_second_factor:
        by_code = sign_in.with_code if whose.has_app else sign_in.with_recovery_code
        by_code(whose.id, form.code.data or "", here, current_app.config["BASE_URL"])


def _page(form: Confirm | None = None, said: bool = False) -> str:
    lasts = panic.closed()
    if form is None:
        form = Confirm(formdata=None)
    # What this page shows is what is confirmed by it.
    form.seen.data = panic.mark_of(lasts) if lasts else ""
    return render_template(
        # The page says it itself: no notice above it.
        "desk/panic.html", closed=None, lasts=lasts, form=form, said=said, needs_code=me().has_second_factor, by_app=me().has_app,
        pressed_by=_name(lasts.pressed_by_id if lasts else None), first_by=_name(lasts.first_by_id if lasts else None),
        mine=bool(lasts and lasts.first_by_id == me().id), pressed=_at(lasts.pressed_at) if lasts else "",
        alone=_at(lasts.pressed_at + ALONE_AFTER) if lasts else "",
    )  # fmt: skip


def _at(moment: datetime) -> str:
    """By the clock of the desk."""
    zone = settings.get("zone")
    return times.when_words(moment, moment.astimezone(ZoneInfo(zone)).date(), zone)


def _name(account_id: str | None) -> str:
    try:
        return account.by_id(account_id).name or "" if account_id else ""
    except NoSuchAccount:
        return ""
