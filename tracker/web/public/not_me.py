"""The page of the link "This wasn't me". Opening it changes nothing: mail scanners open every link.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.letters.occasion import NOT_ME
from tracker.store import links
from tracker.usecases.forget_address import forget_address
from tracker.usecases.stop_contact import stop_contact
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("not_me", __name__))
csrf.exempt(bp)


@bp.get("/not-me/<token>")
def ask(token: str) -> ResponseReturnValue:
    links.read(NOT_ME, token)
    return render_template("public/not_me.html", done=False)


@bp.post("/not-me/<token>")
def do(token: str) -> ResponseReturnValue:
    """An address that its owner has confirmed is not forgotten by this: all contact stops."""
    ally_id = links.read(NOT_ME, token)
    forgotten = forget_address(ally_id)
    if not forgotten:
        stop_contact(ally_id)
    return render_template("public/not_me.html", done=True, forgotten=forgotten)
