"""The page of the link with which an ally stops everything. Opening it changes nothing: mail scanners open every link.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.letters.occasion import STOP
from tracker.store import links
from tracker.usecases.stop_contact import stop_contact
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("stop", __name__))
csrf.exempt(bp)


@bp.get("/stop/<token>")
def ask(token: str) -> ResponseReturnValue:
    links.read(STOP, token)
    return render_template("public/stop.html", token=token, done=False)


@bp.post("/stop/<token>")
def do(token: str) -> ResponseReturnValue:
    news = stop_contact(links.read(STOP, token))
    return render_template("public/stop.html", token=token, done=True, news=news)
