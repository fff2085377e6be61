"""`/screening/<id>`: the page of one film screening, as much of it as may be known."""

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.screenings import code, talkback_guests, whats_on
from tracker.screenings.calendar import coming_up
from tracker.screenings.whats_on import JoinedInto, Listed, Unlisted
from tracker.web.frame.access import for_anyone
from tracker.web.public import facts_told, places_told, schema_org
from tracker.web.public.revalidated import revalidated
from tracker.words import language

bp = for_anyone(Blueprint("screening", __name__))


@bp.get("/screening/<screening_id>")
def show(screening_id: str) -> ResponseReturnValue:
    """Raises NotThere."""
    line = whats_on.seen(screening_id)
    if isinstance(line, JoinedInto):
        return redirect(f"/screening/{line.id}" + (f"?lang={language()}" if "lang" in request.args else ""), 301)
    if isinstance(line, Unlisted):
        answer = revalidated(render_template("public/screening_unlisted.html", line=line, others=whats_on.others(line)))
        # Said twice, for programs that read no page: only whoever was given the address knows of it.
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer
    return revalidated(_listed(line))


def _listed(line: Listed) -> str:
    ahead = not line.cancelled and coming_up(line.starts_at, line.day, line.zone)
    guests = talkback_guests.cleared(line.id) if line.talkback and not line.cancelled else []
    base_url = current_app.config["BASE_URL"]
    return render_template(
        "public/screening.html", line=line, ahead=ahead, guests=guests, base_url=base_url, told=facts_told,
        code=code.code_of(screening_id=line.id), others=[] if ahead else whats_on.others(line),
        country=places_told.country, known=schema_org.screening(line, guests, base_url),
    )  # fmt: skip
