"""The page of the link that goes to a new address: its button says that the address is theirs. Opening it changes nothing.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.allies import own_links
from tracker.allies.own_links import ADDRESS, LinkOver
from tracker.usecases.confirm_new_address import confirm_new_address
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf

bp = for_anyone(Blueprint("me_address", __name__))
csrf.exempt(bp)


@bp.get("/me/address/<token>")
def ask(token: str) -> ResponseReturnValue:
    own_links.named(ADDRESS, token)
    return render_template("public/me_address.html", token=token, said="")


@bp.post("/me/address/<token>")
def do(token: str) -> ResponseReturnValue:
    link_id = own_links.named(ADDRESS, token)
    try:
        said = confirm_new_address(link_id)
    except LinkOver as over:
        return render_template("public/me_address.html", token=token, said="over", why=str(over)), over.status
    return render_template("public/me_address.html", token=token, said=said)
