"""Figures: choose a campaign, the calendar, or two campaigns side by side."""

from flask import Blueprint, render_template

from tracker.screenings import campaigns, films
from tracker.signups import counting
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns

bp = for_roles(*ORGANIZING)(Blueprint("figures", __name__, url_prefix="/figures"))


@bp.get("/")
def index() -> str:
    """The campaigns one works on, the newest first."""
    seen = campaigns.seen(my_campaigns())
    ids = [each.id for each in seen]
    return render_template(
        "desk/figures.html", campaigns=seen, screenings=campaigns.counts_of(ids), signups=counting.of_campaigns(ids),
        films={film.id: film for film in films.every_film()},
    )  # fmt: skip
