"""The page of a fresh link. Opening it changes nothing; its one button uses it up and shows all that is held.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from tracker.allies import own_links
from tracker.allies.own_links import OPEN, LinkOver
from tracker.usecases.send_own_link import send_own_link
from tracker.usecases.spend_own_link import spend_own_link
from tracker.web.frame import passes
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.public import me_data

bp = for_anyone(Blueprint("me_open", __name__))
csrf.exempt(bp)


@bp.get("/me/open/<token>")
def ask(token: str) -> ResponseReturnValue:
    own_links.named(OPEN, token)
    return render_template("public/me_open.html", token=token)


@bp.post("/me/open/<token>")
def do(token: str) -> ResponseReturnValue:
    link_id = own_links.named(OPEN, token)
    try:
        ally_id = spend_own_link(link_id)
    except LinkOver as over:
        return render_template("public/me_over.html", token=token, why=str(over)), over.status
    answer = make_response(me_data.page(ally_id, passes.give(me_data.USE, link_id)))
    # With "no-referrer" a browser would send the forms of this page from Origin "null", and me_data looks at the Origin.
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


@bp.get("/me/open/<token>/again")
def ask_again(token: str) -> ResponseReturnValue:
    return ask(token)


@bp.post("/me/open/<token>/again")
def again(token: str) -> ResponseReturnValue:
    """A new one to the address that we hold, if we hold any: the answer is the same."""
    ally_id = own_links.whose(own_links.named(OPEN, token))
    if ally_id:
        send_own_link(ally_id, current_app.config["BASE_URL"])
    return render_template("public/me_done.html", token="", deed="link")
