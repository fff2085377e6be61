"""A playbook: what a signup earns, step by step; what that means for five of them, and for the team."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.appeals import interest
from tracker.errors import NotThere, Refusal
from tracker.finding import narrowing
from tracker.followups import editing, instead, preview, recent, surplus, workload
from tracker.followups.playbook import Playbook, Step
from tracker.followups.preview import Sample
from tracker.followups.step_rules import MOST_HOURS
from tracker.screenings import terms
from tracker.store.rows import is_id
from tracker.team import colleagues
from tracker.times import language_words, when_words
from tracker.usecases import edit_playbook
from tracker.usecases.set_playbook import set_playbook
from tracker.usecases.turn_calls_into_letters import turn_calls_into_letters
from tracker.web.desk import ahead_words, step_words
from tracker.web.desk.at_work import worker
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.web.frame.fields import Whole, tried
from tracker.words import _, _n, lazy

bp = for_roles(*COORDINATING)(Blueprint("playbook", __name__, url_prefix="/playbook"))


# Calls that could be letters are listed up to here.
MOST_LISTED = 40


class PaceForm(FlaskForm):
    """How fast, and how much. The rules stand in followups.workload."""

    clock_hours = Whole(lazy("Hours until a new step is late"), 1, MOST_HOURS)
    calls_per_week = Whole(lazy("Calls and texts your team can make in a week"), 0, workload.MOST_A_WEEK)


@bp.get("/")
def index() -> str:
    """The default playbook, or that of ?campaign=."""
    return _page(request.args.get("campaign") or editing.DEFAULT, None)


@bp.post("/<playbook_id>/pace")
def pace(playbook_id: str) -> ResponseReturnValue:
    """Its clock, and what the team can make."""
    scope = editing.playbook_by_id(playbook_id).scope
    form = PaceForm()
    if form.validate():
        hours, calls = form.clock_hours.data, form.calls_per_week.data
        tried(form, lambda: set_playbook(playbook_id, hours, calls, me().id))
    if form.errors:
        return _page(scope, form), 422
    flash(_("Kept."))
    return _to(scope, "week")


@bp.post("/<playbook_id>/letters-instead")
def letters_instead(playbook_id: str) -> ResponseReturnValue:
    """Calls that are too many become letters, as many as were shown at most."""
    scope = editing.playbook_by_id(playbook_id).scope
    most = request.form.get("most", "")
    turned, remain = turn_calls_into_letters(
        playbook_id, int(most) if most.isdecimal() and len(most) < 6 else 0, me().id
    )
    if turned:
        said = _n("%(n)s call has become a letter.", "%(n)s calls have become letters.", turned)
        flash(said if remain else said + " " + _("Your team can make the rest."))
    else:
        flash(_("Nothing was changed: no call that can become a letter is too many now."))
    return _to(scope, "week")


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
    return _to(editing.scope_of(step_id) if is_id(step_id) else editing.DEFAULT)


def _to(scope: str, part: str | None = None) -> ResponseReturnValue:
    campaign = None if scope == editing.DEFAULT else scope
    return redirect(url_for("desk.playbook.index", campaign=campaign, _anchor=part), 303)


def _page(scope: str, form: PaceForm | None) -> str:
    campaigns = narrowing.campaigns(worker())
    if scope != editing.DEFAULT and scope not in {campaign_id for campaign_id, _name in campaigns}:
        raise NotThere
    own = editing.playbook(scope)
    shown = own or editing.playbook(editing.DEFAULT)
    steps = editing.steps_in(shown.id) if shown else []
    interests = interest.every()
    told: dict[str, Any] = {}
    if shown and steps:
        offered = [each.key for each in interests if not each.archived]
        samples = preview.samples(shown, steps, offered, only=None if own else scope)
        told.update(_ahead(samples, {each.key: each.label for each in interests}))
    if own:
        told.update(_week(own, steps), form=form or _pace_of(own))
    return render_template(
        "desk/playbook.html", playbook=shown, own=own is not None, scope=scope, steps=steps, campaigns=campaigns,
        archived=editing.steps_in(shown.id, archived=True) if own and shown else [], with_own=editing.scopes(),
        interests=interests, say=step_words, ahead=ahead_words, name=dict(campaigns).get(scope, ""), default=editing.DEFAULT,
        has_instead={step.id for step in steps if instead.said(step)}, **told,
    )  # fmt: skip


def _pace_of(book: Playbook) -> PaceForm:
    return PaceForm(formdata=None, data={"clock_hours": book.clock_hours, "calls_per_week": book.calls_per_week})


def _week(book: Playbook, steps: list[Step]) -> dict[str, Any]:
    load = workload.of(book, steps)
    too_many = surplus.of(book, load.due)
    whole = max(load.a_week, load.due, load.capacity or 0, 1)
    return {"load": load, "surplus": too_many, "whole": whole, "most_listed": MOST_LISTED, "when": when_words}


def _ahead(samples: list[Sample], labels: dict[str, str]) -> dict[str, Any]:
    """The five, and what their cards say: never more of an ally than the alias."""
    real = [each.signup for each in samples if each.number is None]
    return {
        "samples": samples, "labels": labels, "kinds": terms.KINDS, "language_words": language_words,
        "names": colleagues.names_of({each.point_person_id for each in real} | {each.host_contact_id for each in real}),
        "places": recent.places_of({each.screening_id for each in real}),
    }  # fmt: skip
