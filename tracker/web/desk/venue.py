"""One venue: looked at, defined, changed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import ValidationError

from tracker.screenings import listing, venues
from tracker.screenings.venue import Venue
from tracker.screenings.venues import VenueFacts
from tracker.screenings.zones import known_zones
from tracker.store.rows import row_of
from tracker.usecases import define_venue
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns
from tracker.web.frame.fields import Needed, Text, tried
from tracker.words import _, _n, lazy

bp = for_roles(*ORGANIZING)(Blueprint("venue", __name__, url_prefix="/venues"))


class VenueForm(FlaskForm):
    """What is to be known of a venue."""

    name = Text(lazy("Name"), 200, [Needed(lazy("What is it called?"))])
    address = Text(lazy("Street"), 300)
    city = Text(lazy("Town"), 100)
    region = Text(lazy("State or province"), 100)
    postcode = Text(lazy("Postcode"), 20)
    country = Text(lazy("Country, in two letters"), 2, [Needed(lazy("Which country?"))], default="US")
    zone = Text(lazy("Time zone"), 64)

    def validate_country(self, field: Text) -> None:
        """ISO 3166-1, two letters."""
        field.data = field.data.upper()
        if not (len(field.data) == 2 and field.data.isascii() and field.data.isalpha()):
            raise ValidationError(_("Write the two letters of the country, such as US or KR."))

    def facts(self) -> VenueFacts:
        """As the room takes them."""
        names = ("name", "address", "city", "region", "postcode", "country", "zone")
        return VenueFacts(**{name: self[name].data for name in names})


@bp.get("/<venue_id>")
def show(venue_id: str) -> ResponseReturnValue:
    """The venue, what is shown there, and others that may be the same place."""
    venue = venues.by_id(venue_id)
    if venue.id != venue_id:
        return redirect(url_for("desk.venue.show", venue_id=venue.id), 301)
    page = listing.page(listing.Wanted(only=my_campaigns(), venue_id=venue.id))
    return render_template("desk/venue.html", venue=venue, page=page, alike=venues.alike(venue), label=venues.label)


@bp.route("/new", methods=["GET", "POST"])
def define() -> ResponseReturnValue:
    """A new one."""
    form = VenueForm()
    if form.validate_on_submit():
        venue_id = tried(form, lambda: define_venue.define(form.facts()))
        if venue_id:
            flash(_("The venue is there."))
            return redirect(url_for("desk.venue.show", venue_id=venue_id), 303)
    return _page(form, None)


@bp.route("/<venue_id>/change", methods=["GET", "POST"])
def change(venue_id: str) -> ResponseReturnValue:
    """What is known of it."""
    venue = venues.by_id(venue_id)
    form = VenueForm(obj=venue)
    if form.validate_on_submit():
        moved = tried(form, lambda: define_venue.change(venue.id, form.facts()))
        if not form.errors:
            flash(
                _n("Changed. %(n)s film screening moved to its clock.",
                   "Changed. %(n)s film screenings moved to its clock.", moved) if moved else _("Changed.")
            )  # fmt: skip
            return redirect(url_for("desk.venue.show", venue_id=venue_id), 303)
        venue = row_of(Venue, venue_id)
    return _page(form, venue)


def _page(form: VenueForm, venue: Any) -> ResponseReturnValue:
    page = render_template("desk/venue_define.html", form=form, venue=venue, zones=sorted(known_zones()))
    return page, 422 if form.errors else 200
