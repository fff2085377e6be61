"""The films."""

from flask import Blueprint, render_template

from tracker.screenings import films
from tracker.web.frame.access import ORGANIZING, for_roles

bp = for_roles(*ORGANIZING)(Blueprint("films", __name__, url_prefix="/films"))


@bp.get("/")
def index() -> str:
    """All of them by title."""
    return render_template("desk/films.html", films=films.every_film())
