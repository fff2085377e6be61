"""A fresh sign-in: who it is was shown a short while ago, by password or passkey, in this very session.

What an open desk in other hands must not do (exports, keys, how people come in) asks for it again.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from tracker import clock

LIFE = timedelta(minutes=15)
MARK = "shown_at"


def mark() -> None:
    """It was shown now."""
    session[MARK] = clock.now().isoformat()


def is_fresh() -> bool:
    since: str | None = session.get(MARK)
    return since is not None and clock.now() - datetime.fromisoformat(since) <= LIFE


def ask_again() -> ResponseReturnValue:
    """To the page that asks, and from there back: to this page, or to the one whose form was sent. What was typed is gone."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("account.again.ask", next=request.full_path.rstrip("?")), 303)
    came = urlsplit(request.referrer or "")
    back = f"{came.path}?{came.query}".rstrip("?") if came.netloc == request.host else None
    return redirect(url_for("account.again.ask", next=back, sent="yes"), 303)
