"""The figures of one film screening as pictures."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.reports import kept, minutes
from tracker.reports.drawn import drawn
from tracker.reports.evenings import marks
from tracker.reports.scope import Scope
from tracker.screenings import listing, log
from tracker.web.desk import desk_clock
from tracker.web.frame.access import ORGANIZING, for_roles, see_campaign

bp = for_roles(*ORGANIZING)(Blueprint("screening_figures", __name__, url_prefix="/screenings"))


@bp.get("/<screening_id>/figures")
def show(screening_id: str) -> ResponseReturnValue:
    """From its room to an outcome; of one that was joined, those of the one that stayed."""
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    if screening.joined_into_id:
        return redirect(url_for("desk.screening_figures.show", screening_id=screening.joined_into_id), 301)
    scope = Scope(screening.campaign_id, by="screening", key=screening.id)
    found = kept.look(scope, clock.now())
    line = listing.line_of(screening)
    evening = minutes.evening_of(screening, line.film)
    return render_template(
        "desk/screening_figures.html", line=line, found=found, waits=kept.is_asked_for(scope),
        evening=minutes.drawn(evening, screening.zone) if evening else None,
        pictures=drawn(found, marks(scope)) if found else None, counted_at=desk_clock.when(found.counted_at) if found else "",
        ago=desk_clock.ago(found.counted_at) if found else False,
    )  # fmt: skip
