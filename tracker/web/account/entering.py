"""Between the password and the desk: who has shown one factor and not yet the other, and how they come in."""

import re
from datetime import datetime, timedelta
from typing import cast

import structlog
from flask import Response, current_app, g, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user
from flask_wtf import FlaskForm

from tracker import clock
from tracker.errors import Refusal
from tracker.team import account, second_factor
from tracker.team.account import Account
from tracker.usecases import sign_in
from tracker.web.account import remembered
from tracker.web.account.browser_words import browser_words
from tracker.web.frame import fresh, refusing
from tracker.web.frame.sessions import Browser

log = structlog.get_logger()

# How long the second factor may take.
PATIENCE = timedelta(minutes=15)
OUR_OWN = re.compile(r"/(desk|account)(/[\w\-./]*)?(\?[\w\-.=&%+]*)?", re.ASCII)


def after_password(whose: Account, then: str = "") -> ResponseReturnValue:
    """Come in, or go on to the second factor; with a new token in the cookie either way."""
    if not whose.has_second_factor and not whose.needs_second_factor:
        return come_in(whose, then)
    if whose.has_second_factor and remembered.is_known(whose):
        return come_in(whose, then)
    _begin_anew(whose)
    session["half"] = whose.id
    session["half_since"] = clock.now().isoformat()
    session["then"] = then
    if whose.has_second_factor:
        return redirect(url_for("account.second_factor.ask"), 303)
    session["new_totp"] = second_factor.new_secret()
    return redirect(url_for("account.authenticator.show"), 303)


def refused(form: FlaskForm, refusal: Refusal, whose: Account | None = None) -> int:
    """A wrong password, code or passkey: told beside its field, and in the log by its kind. The status of the answer.

    `whose`: who has shown something before; nobody knows who the others are, and what they typed is told to nobody.
    """
    log.info("sign-in refused", why=type(refusal).__name__, account=whose.id if whose else None)
    return refusing.beside(form, refusal)


def half_in() -> Account | None:
    """Who has given their password, a moment ago, and not yet the second factor."""
    since = session.get("half_since")
    if not since or clock.now() - datetime.fromisoformat(since) > PATIENCE:
        return None
    try:
        whose = account.by_id(session["half"])
    except account.NoSuchAccount:
        return None
    return whose if whose.active else None


def come_in(whose: Account, then: str = "") -> Response:
    """They are in, and go where they wanted to."""
    let_in(whose)
    return cast(Response, redirect(way(then), 303))


def let_in(whose: Account) -> None:
    """They are in, with all shown that their role demands."""
    sign_in.done(whose.id)
    stay_in(whose)


def stay_in(whose: Account) -> None:
    """The session begins anew: nothing of the one before opens anything."""
    _begin_anew(whose)
    login_user(whose)
    g.houselights_account = whose
    session["browser"] = browser_words()
    fresh.mark()


def shown_again() -> None:
    """Somebody who is in has shown once more who it is."""
    fresh.mark()
    _browser().go_on_anew()


def way(then: str) -> str:
    """Where to, among our own pages; the desk for anything else."""
    return then if OUR_OWN.fullmatch(then) and ".." not in then else "/desk/"


def base_url() -> str:
    return str(current_app.config["BASE_URL"])


def _begin_anew(whose: Account) -> None:
    """Form tokens of the session before are worth nothing in this one."""
    g.pop("csrf_token", None)
    _browser().begin_anew(whose.id)


def _browser() -> Browser:
    return cast(Browser, session._get_current_object())  # type: ignore[attr-defined]
