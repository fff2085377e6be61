"""The venues: searched by name, town or state."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from tracker.screenings import venues
from tracker.web.frame.access import ORGANIZING, for_roles
from tracker.web.frame.fields import Text
from tracker.words import lazy

bp = for_roles(*ORGANIZING)(Blueprint("venues", __name__, url_prefix="/venues"))


class Search(FlaskForm):
    """Read from the address: it changes nothing, so it carries no token."""

    class Meta:
        csrf = False

    place = Text(lazy("Name, town or state"), 100)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Fifty a page, by name."""
    search = Search(request.args)
    if not search.validate():
        return render_template("desk/venues.html", search=search, venues=None, after=None), 422
    place = search.place.data or ""
    rows, after = venues.search(place, request.args.get("after"))
    return render_template("desk/venues.html", search=search, venues=rows, after=after, place=place)
