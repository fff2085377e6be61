"""The page of the link that says: this address is mine, write to me. Opening it changes nothing.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.letters.occasion import CONFIRM, STOP
from tracker.store import links
from tracker.usecases.confirm_address import confirm_address
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("confirm", __name__))
csrf.exempt(bp)


@bp.get("/confirm/<token>")
def ask(token: str) -> ResponseReturnValue:
    links.read(CONFIRM, token)
    return render_template("public/confirm.html", done=False)


@bp.post("/confirm/<token>")
def do(token: str) -> ResponseReturnValue:
    ally_id = links.read(CONFIRM, token)
    news = confirm_address(ally_id)
    return render_template("public/confirm.html", done=True, news=news, stop=links.sign(STOP, ally_id))
