"""`/film/<id>`: a film as anybody may know it, where it is on, and how to sign up from home. `/film/`: all that run."""

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tracker.screenings import running, whats_on
from tracker.web.frame.access import for_anyone
from tracker.web.public import facts_told, schema_org
from tracker.web.public.revalidated import revalidated
from tracker.words import language

bp = for_anyone(Blueprint("film", __name__, url_prefix="/film"))


@bp.get("/")
def index() -> ResponseReturnValue:
    """The films of campaigns that run; of a single one, its page."""
    films = running.films()
    if len(films) == 1:
        return redirect(f"/film/{films[0][0]}" + (f"?lang={language()}" if "lang" in request.args else ""), 303)
    return revalidated(render_template("public/films.html", films=films))


@bp.get("/<film_id>")
def show(film_id: str) -> ResponseReturnValue:
    """Raises NotThere for one of which nobody may know yet."""
    film = whats_on.film_seen(film_id)
    base_url = current_app.config["BASE_URL"]
    return revalidated(render_template(
        "public/film.html", film=film, lines=whats_on.of_film(film.id), doors=running.home_doors(film.id),
        makers=makers(film.makers), told=facts_told, base_url=base_url,
        known=schema_org.film(film, base_url),
    ))  # fmt: skip


def makers(written: str) -> list[tuple[str, str]]:
    """ "Producers: Ana Ruiz" is what she is, and who; a line without a colon is who alone."""
    lines = (line.partition(":") for line in written.splitlines() if line.strip())
    return [(what.strip(), who.strip()) if colon else ("", what.strip()) for what, colon, who in lines]
