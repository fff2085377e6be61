"""Two venues were found to be one. For coordinators: the film screenings there may be of any campaign."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.errors import Refusal
from tracker.screenings import venues
from tracker.usecases import join_venues
from tracker.web.frame.access import COORDINATING, for_roles, me
from tracker.web.frame.fields import PickAmong, Text, tried
from tracker.words import _n, lazy

bp = for_roles(*COORDINATING)(Blueprint("venue_join", __name__, url_prefix="/venues"))


class JoinForm(FlaskForm):
    """Which one is the same: one that looks like it, or any by its name."""

    other = PickAmong(lazy("Which one is the same place?"))
    venue = Text(lazy("Or another, by its name and town"), 400)


class OtherNeeded(Refusal):
    sentence = lazy("Choose the one that is the same place, or write its name.")
    field = "other"


@bp.route("/<venue_id>/join", methods=["GET", "POST"])
def join(venue_id: str) -> ResponseReturnValue:
    """The other one is asked for; what moves is said first."""
    venue = venues.by_id(venue_id)
    form = JoinForm()
    alike = venues.alike(venue)
    form.other.choices = [(each.id, ", ".join(filter(None, [venues.label(each), each.address]))) for each in alike]
    if form.validate_on_submit():
        moved = tried(form, lambda: join_venues.join(venue.id, _other(form), me().id))
        if not form.errors:
            flash(_n("They are one now. %(n)s film screening moved here.",
                     "They are one now. %(n)s film screenings moved here.", moved))  # fmt: skip
            return redirect(url_for("desk.venue.show", venue_id=venue_id), 303)
        venue = venues.by_id(venue_id)
    page = render_template("desk/venue_join.html", form=form, venue=venue, label=venues.label)
    return page, 422 if form.errors else 200


def _other(form: JoinForm) -> str:
    if form.venue.data:
        return venues.named(form.venue.data).id
    if not form.other.data:
        raise OtherNeeded
    return str(form.other.data)
