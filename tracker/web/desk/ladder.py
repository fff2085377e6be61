"""The ladder of engagement: its rungs, and how many allies stand on each just now."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import NotThere
from tracker.finding import narrowing
from tracker.followups import ladder, ladder_counts, ladder_ways
from tracker.followups.ladder_editing import LastRung
from tracker.usecases import edit_ladder
from tracker.usecases.count_for_pages import ask_to_count
from tracker.web.desk import desk_clock
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import _

bp = for_roles(*COORDINATING)(Blueprint("ladder", __name__, url_prefix="/ladder"))


@bp.get("/")
def index() -> str:
    """All allies, or those of ?campaign=."""
    campaign_id = request.args.get("campaign") or None
    campaigns = narrowing.campaigns(worker())
    if campaign_id is not None and campaign_id not in dict(campaigns):
        raise NotThere
    counted = ladder_counts.look(campaign_id)
    return render_template(
        "desk/ladder.html", rungs=ladder.rungs()[::-1], counts=counted.numbers if counted else {},
        everybody=sum(counted.numbers.values()) if counted else None, words=ladder_ways.words,
        counted_at=desk_clock.when(counted.at) if counted and counted.at else "",
        campaigns=campaigns, campaign_id=campaign_id,
    )  # fmt: skip


@bp.post("/count")
def count() -> ResponseReturnValue:
    """Everybody of a large house, anew; the worker does it."""
    ask_to_count(ladder_counts.NAME)
    flash(_("The worker counts them anew. Look again in some minutes."))
    return redirect(url_for("desk.ladder.index", campaign=request.form.get("campaign") or None), 303)


@bp.post("/<rung_id>/move")
def move(rung_id: str) -> ResponseReturnValue:
    """One place up or down."""
    edit_ladder.move_rung(rung_id, 1 if request.form.get("by") == "up" else -1, me().id)
    return redirect(url_for("desk.ladder.index"), 303)


@bp.post("/<rung_id>/remove")
def remove(rung_id: str) -> ResponseReturnValue:
    """Take it out of the ladder."""
    try:
        edit_ladder.remove_rung(rung_id, me().id)
    except LastRung as refusal:
        flash(str(refusal))
    else:
        flash(_("Removed. Those who stood there stand on the highest other rung that they have reached."))
    return redirect(url_for("desk.ladder.index"), 303)
