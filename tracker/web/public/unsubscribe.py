"""One click in the mail program (RFC 8058): a POST, answered without a redirect, that works after the data has gone.

No form token is asked for: a mail program has none, and the address itself is the secret.
"""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from tracker.letters.occasion import STOP
from tracker.store import links
from tracker.usecases.stop_contact import stop_contact
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.words import _

bp = for_anyone(Blueprint("unsubscribe", __name__))
csrf.exempt(bp)


@bp.get("/unsubscribe/<token>")
def ask(token: str) -> ResponseReturnValue:
    """For a person who opens the address: the page with the button."""
    links.read(STOP, token)
    return render_template("public/stop.html", token=token, done=False)


@bp.post("/unsubscribe/<token>")
def do(token: str) -> ResponseReturnValue:
    stop_contact(links.read(STOP, token))
    return Response(_("You are unsubscribed.") + "\n", content_type="text/plain; charset=utf-8")
