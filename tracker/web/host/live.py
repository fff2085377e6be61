"""The number again, every few seconds: a piece of the page, or the word that it has not changed."""

import hashlib

from flask import Blueprint, Response, make_response, render_template, request

from tracker.web.frame.access import for_anyone
from tracker.web.host import live_count
from tracker.web.host.entering import enter

bp = for_anyone(Blueprint("live", __name__))


@bp.get("/<token>/live")
def look(token: str) -> Response:
    """Kept by nobody: the page brings the mark of what it shows along by itself."""
    evening = enter(token)
    answer = make_response(render_template("host/count.html", count=live_count.of(evening.screening.id)))
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    return answer.make_conditional(request)  # type: ignore[return-value]
