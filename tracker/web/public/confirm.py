"""The page behind a letter's button: the wanted step; pressing it says that the address is theirs. Opening changes nothing.

No form token is asked for: there is no session that a stranger's page could use, and the address itself is the secret.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.allies.now import now_of
from tracker.letters.occasion import CONFIRM, ME, STOP
from tracker.letters.wanted_step import Wanted, wanted_step
from tracker.store import links
from tracker.usecases.confirm_address import AddressGone, confirm_address
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.public import go, thanks

bp = for_anyone(Blueprint("confirm", __name__))
csrf.exempt(bp)


@bp.get("/confirm/<token>")
def ask(token: str) -> ResponseReturnValue:
    """The same for whoever opens it, confirmed or not: nothing about a person. Raises AddressGone."""
    return render_template("public/confirm.html", done=False, wanted=_wanted(now_of(links.read(CONFIRM, token))))


@bp.post("/confirm/<token>")
def do(token: str) -> ResponseReturnValue:
    """Raises AddressGone."""
    ally_id = now_of(links.read(CONFIRM, token))
    news, wanted = confirm_address(ally_id), _wanted(ally_id)
    asks = wanted.step.get("question") and wanted.signup_id and wanted.code
    given = thanks.give(wanted.signup_id, wanted.code, wanted.key, thanks.OWN) if asks else None
    onward = go.address(wanted.key, wanted.campaign_id, "letter") if wanted.step.get("link") else ""
    return render_template(
        "public/confirm.html", done=True, news=news, wanted=wanted, thanks=given, go=onward,
        stop=links.sign(STOP, ally_id), me=links.sign(ME, ally_id),
    )  # fmt: skip


def _wanted(ally_id: str) -> Wanted:
    wanted = wanted_step(ally_id)
    if wanted is None:
        raise AddressGone
    return wanted
