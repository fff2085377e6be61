"""Calls to action: what supporters can tick, in the order of the signup page, and how often each next step was pressed."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.appeals import counting, defining, interest
from tracker.appeals.address import host_words
from tracker.appeals.next_steps import next_step
from tracker.errors import NotThere, Refusal
from tracker.usecases import define_call_to_action
from tracker.web.frame.access import ORGANIZING, for_roles, me, my_campaigns
from tracker.words import LANGUAGES, _, language

bp = for_roles(*ORGANIZING)(Blueprint("calls_to_action", __name__, url_prefix="/calls-to-action"))


@bp.get("/")
def index() -> str:
    """Those offered, then those that were. Presses in the campaigns of whoever looks."""
    rows = interest.every()
    steps = {row.id: next_step(row.key, language()) for row in rows}
    return render_template(
        "desk/calls_to_action.html", offered=[row for row in rows if not row.archived], languages=LANGUAGES,
        archived=[row for row in rows if row.archived], steps=steps, presses=counting.lately(my_campaigns()),
        hosts={row_id: host_words(step["link"]) for row_id, step in steps.items() if step.get("link")},
        missing={row.id: defining.missing(row) for row in rows}, most=defining.MOST_OFFERED, days=counting.DAYS,
    )  # fmt: skip


@bp.post("/<interest_id>/move")
def move(interest_id: str) -> ResponseReturnValue:
    """One place up or down."""
    by = -1 if request.form.get("by") == "up" else 1
    return _done(lambda: define_call_to_action.move(interest_id, by, me().id), "")


@bp.post("/<interest_id>/archive")
def archive(interest_id: str) -> ResponseReturnValue:
    """Offer it no longer."""
    said = _("Archived. What was ticked stays, and so does what was planned for it.")
    return _done(lambda: define_call_to_action.archive(interest_id, me().id), said)


@bp.post("/<interest_id>/bring-back")
def bring_back(interest_id: str) -> ResponseReturnValue:
    """Offer it again."""
    return _done(lambda: define_call_to_action.bring_back(interest_id, me().id), _("Offered again, as the last."))


def _done(deed: Callable[[], object], said: str) -> ResponseReturnValue:
    """Back to the list, with a word on what was done or why not."""
    try:
        deed()
    except NotThere:
        raise
    except Refusal as refusal:
        said = str(refusal)
    if said:
        flash(said)
    return redirect(url_for("desk.calls_to_action.index"), 303)
