"""Somebody retires: what is theirs goes to others, every way in ends, and what left by their hands is listed to be asked for."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.finding import contacts_seen
from tracker.followups import handing_over, passing_on
from tracker.keeping import copies_of_member
from tracker.screenings import answered_for, crews, takers, who_works
from tracker.team import account, tokens
from tracker.team.roles import Role
from tracker.usecases.retire_member import retire_member
from tracker.web.desk.hand_over import POOL, words_of
from tracker.web.desk.keeping import COPIES
from tracker.web.frame import access
from tracker.words import _

bp = access.for_roles(Role.ADMINISTRATOR)(Blueprint("team_retire", __name__, url_prefix="/team/<account_id>/retire"))


@bp.get("/")
def show(account_id: str) -> str:
    return _page(account_id)


@bp.post("/")
def retire(account_id: str) -> ResponseReturnValue:
    """Taking away waits for no fresh sign-in: who leaves in anger is out at once."""
    known = who_works.campaign_names()
    asked = {key.removeprefix("to-"): value for key, value in request.form.items() if key.startswith("to-")}
    wanted = {id_: None if value in ("", POOL) else value for id_, value in asked.items() if id_ in known}
    try:
        done = retire_member(account_id, wanted, access.me().id, keep_tokens=not request.form.get("tokens"))
    except Refusal as refusal:
        # An account that is not there is the page's own matter; one that was chosen is told beside the choice.
        account.by_id(account_id)
        return _page(account_id, str(refusal)), 422
    flash(_("They are out, everywhere. %(what)s", what=words_of(done)))
    return redirect(url_for("desk.team_retire.show", account_id=account_id), 303)


def _page(account_id: str, wrong: str = "") -> str:
    whose = account.by_id(account_id)
    loads, screenings = (
        {load.campaign_id: load for load in handing_over.load_of(account_id)},
        answered_for.count_of(account_id),
    )
    names, theirs = who_works.campaign_names(), passing_on.campaigns_with(account_id)
    left = copies_of_member.left_by(account_id)
    return render_template(
        "desk/team_retire.html", member=whose, names=names, campaigns=[each for each in names if each in theirs],
        loads=loads, screenings=screenings, takers={each: takers.takers(account_id, each) for each in theirs}, pool=POOL,
        wrong=wrong, left=left, called=copies_of_member.called_by(account_id), kinds=COPIES,
        crews=crews.crews_of(account_id), tokens=tokens.known_to(account_id),
        seen=contacts_seen.how_many(account_id), most=copies_of_member.SHOWN,
    )  # fmt: skip
