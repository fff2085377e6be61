"""The page of the link "take it back" in our answers to who asks to host. Opening it changes nothing: mail scanners open every link.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.letters.to_asker import BACK
from tracker.store import links
from tracker.usecases.take_back_request import take_back_request
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("host_back", __name__))
csrf.exempt(bp)


@bp.get("/host/back/<token>")
def ask(token: str) -> ResponseReturnValue:
    """The same for whatever became of it."""
    links.read(BACK, token)
    return render_template("public/host_back.html", done=False, token=token)


@bp.post("/host/back/<token>")
def do(token: str) -> ResponseReturnValue:
    taken = take_back_request(links.read(BACK, token))
    return render_template("public/host_back.html", done=True, taken=taken, token=token)
