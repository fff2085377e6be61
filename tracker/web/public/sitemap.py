"""For search engines: which pages there are to be found, and where they have no business."""

from flask import Blueprint, Response, current_app, render_template

from tracker.screenings import running, whats_on
from tracker.web.frame.access import for_anyone
from tracker.web.public.revalidated import revalidated

bp = for_anyone(Blueprint("sitemap", __name__))

# Behind a code, a letter or a password.
NOT_FOR_THEM = (
    "/account/", "/api/", "/c/", "/confirm/", "/desk/", "/did/", "/go/", "/keep/", "/me/", "/not-me/", "/report/", "/s/", "/stop/",
    "/thanks/", "/unsubscribe/", "/watched/",
)  # fmt: skip


@bp.get("/sitemap.xml")
def pages() -> Response:
    """What's on, films, film screenings that are listed."""
    lines, films = whats_on.coming(), {film_id for film_id, _title in running.films()}
    films |= {line.film_id for line in lines}
    text = render_template(
        "public/sitemap.xml", base_url=current_app.config["BASE_URL"], lines=lines, films=sorted(films)
    )
    return revalidated(text, content_type="application/xml; charset=utf-8")


@bp.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_THEM)]
    lines += [f"Sitemap: {current_app.config['BASE_URL']}/sitemap.xml", ""]
    return revalidated("\n".join(lines), content_type="text/plain; charset=utf-8")
