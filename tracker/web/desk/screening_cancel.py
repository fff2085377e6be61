"""A film screening is cancelled, or takes place after all."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.screenings import listing, log
from tracker.screenings.screening import Screening
from tracker.signups import counting
from tracker.usecases import cancel_screening
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign
from tracker.web.frame.fields import tried
from tracker.words import _

bp = for_roles(*ORGANIZING)(Blueprint("screening_cancel", __name__, url_prefix="/screenings"))


class SureForm(FlaskForm):
    """Nothing but the token."""


@bp.route("/<screening_id>/cancel", methods=["GET", "POST"])
def cancel(screening_id: str) -> ResponseReturnValue:
    """What cancelling does is said first."""
    screening = _mine(screening_id)
    form = SureForm()
    if form.validate_on_submit():
        cancel_screening.cancel(screening_id, me().id)
        flash(_("Cancelled. It keeps its place in the list, and letters about it stop."))
        return redirect(url_for("desk.screening.show", screening_id=screening_id), 303)
    return render_template(
        "desk/screening_cancel.html", form=form, line=listing.line_of(screening),
        signups=counting.counts_of([screening.id]).get(screening.id, 0),
    ), 400 if form.errors else 200  # fmt: skip


@bp.post("/<screening_id>/reinstate")
def reinstate(screening_id: str) -> ResponseReturnValue:
    """It takes place after all."""
    _mine(screening_id)
    form = SureForm()
    if form.validate():
        tried(form, lambda: cancel_screening.reinstate(screening_id, me().id))
    flash(form.form_errors[0] if form.form_errors else _("Announced again. Letters that were stopped stay stopped."))
    return redirect(url_for("desk.screening.show", screening_id=screening_id), 303)


def _mine(screening_id: str) -> Screening:
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.standing:
        raise log.NotForStanding
    return screening
