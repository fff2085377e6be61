"""The campaigns."""

from flask import Blueprint, render_template

from tracker.screenings import campaigns, films
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns

bp = for_roles(*ORGANIZING)(Blueprint("campaigns", __name__, url_prefix="/campaigns"))


@bp.get("/")
def index() -> str:
    """Those one works on, the newest first."""
    seen = campaigns.seen(my_campaigns())
    return render_template(
        "desk/campaigns.html", campaigns=seen, counts=campaigns.counts_of([each.id for each in seen]),
        films={film.id: film for film in films.every_film()},
    )  # fmt: skip
