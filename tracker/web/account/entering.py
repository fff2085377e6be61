"""Between the password and the desk: who has shown one factor and not yet the other, and how they come in."""

import re
from datetime import datetime, timedelta
from typing import cast

from flask import g, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user

from tracker import clock
from tracker.team import account, second_factor
from tracker.team.account import Account
from tracker.usecases import sign_in
from tracker.web.frame.sessions import Browser

# How long the second factor may take.
PATIENCE = timedelta(minutes=15)
OUR_OWN = re.compile(r"/(desk|account)(/[\w\-./]*)?(\?[\w\-.=&%+]*)?", re.ASCII)


def after_password(whose: Account, then: str = "") -> ResponseReturnValue:
    """Come in, or go on to the second factor; with a new token in the cookie either way."""
    if not whose.has_second_factor and not whose.needs_second_factor:
        return come_in(whose, then)
    _begin_anew(whose)
    session["half"] = whose.id
    session["half_since"] = clock.now().isoformat()
    session["then"] = then
    if whose.has_second_factor:
        return redirect(url_for("account.second_factor.ask"), 303)
    session["new_totp"] = second_factor.new_secret()
    return redirect(url_for("account.authenticator.show"), 303)


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


def come_in(whose: Account, then: str = "") -> ResponseReturnValue:
    """They are in."""
    _begin_anew(whose)
    sign_in.done(whose.id)
    login_user(whose)
    g.houselights_account = whose
    return redirect(then if OUR_OWN.fullmatch(then) and ".." not in then else "/desk/", 303)


def stay_in(whose: Account) -> None:
    """After every session of theirs was ended by themselves: this one begins anew."""
    _begin_anew(whose)
    login_user(whose)
    g.houselights_account = whose


def _begin_anew(whose: Account) -> None:
    """Form tokens of the session before are worth nothing in this one."""
    g.pop("csrf_token", None)
    cast(Browser, session._get_current_object()).begin_anew(whose.id)  # type: ignore[attr-defined]
