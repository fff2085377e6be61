"""A playbook: what a signup earns, step by step. The default one, or a campaign's own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.appeals import interest
from tracker.errors import NotThere, Refusal
from tracker.finding import narrowing
from tracker.followups import editing
from tracker.store.rows import is_id
from tracker.usecases import edit_playbook
from tracker.web.desk import step_words
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.words import _

bp = for_roles(*COORDINATING)(Blueprint("playbook", __name__, url_prefix="/playbook"))


@bp.get("/")
def index() -> str:
    """The default playbook, or that of ?campaign=."""
    scope = request.args.get("campaign") or editing.DEFAULT
    campaigns = narrowing.campaigns(worker())
    if scope != editing.DEFAULT and scope not in {campaign_id for campaign_id, _name in campaigns}:
        raise NotThere
    own = editing.playbook(scope)
    shown = own or editing.playbook(editing.DEFAULT)
    steps = editing.steps_in(shown.id) if shown else []
    return render_template(
        "desk/playbook.html", playbook=shown, own=own is not None, scope=scope, steps=steps, campaigns=campaigns,
        archived=editing.steps_in(shown.id, archived=True) if own and shown else [], with_own=editing.scopes(),
        interests=interest.every(), say=step_words, name=dict(campaigns).get(scope, ""), default=editing.DEFAULT,
    )  # fmt: skip


@bp.post("/own")
def make_own() -> ResponseReturnValue:
    """Copy the default one for a campaign."""
    campaign_id = request.form.get("campaign", "")
    edit_playbook.give_own_playbook(campaign_id, me().id)
    flash(_("This campaign has a playbook of its own now. Changes here hold for it alone."))
    return redirect(url_for("desk.playbook.index", campaign=campaign_id), 303)


@bp.post("/steps/<step_id>/move")
def move(step_id: str) -> ResponseReturnValue:
    """One place up or down."""
    edit_playbook.move_step(step_id, -1 if request.form.get("by") == "up" else 1, me().id)
    return _back(step_id)


@bp.post("/steps/<step_id>/archive")
def archive(step_id: str) -> ResponseReturnValue:
    """No longer plan it. Where something is open, the step's own page asks what becomes of that."""
    open_ones = request.form.get("open_ones")
    try:
        edit_playbook.archive_step(step_id, me().id, open_ones)
    except editing.OpenUndecided as refusal:
        flash(str(refusal))
        return redirect(url_for("desk.step.card", step_id=step_id, _anchor="archive"), 303)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        flash(str(refusal))
    else:
        if open_ones == "close":
            flash(_("Archived. It is planned for nobody from now on, and what was open is closed."))
        else:
            flash(_("Archived. It is planned for nobody from now on; what is planned already stays."))
    return _back(step_id)


@bp.post("/steps/<step_id>/bring-back")
def bring_back(step_id: str) -> ResponseReturnValue:
    """Plan it again."""
    try:
        edit_playbook.bring_step_back(step_id, me().id)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        flash(str(refusal))
    else:
        flash(_("It is planned again from now on."))
    return _back(step_id)


def _back(step_id: str) -> ResponseReturnValue:
    scope = editing.scope_of(step_id) if is_id(step_id) else editing.DEFAULT
    return redirect(url_for("desk.playbook.index", campaign=None if scope == editing.DEFAULT else scope), 303)
