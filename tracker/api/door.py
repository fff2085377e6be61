"""The front door for other programs. No page behind it opens a session or sets a cookie; whoever comes shows a token."""

from flask import Blueprint, Flask, Response

from tracker.api import figures
from tracker.api.entering import TooFast, turned_away
from tracker.team.tokens import MayNot, NotInAnAddress, TokenUnknown

PAGES = (figures,)


def open_door(app: Flask) -> None:
    """Hang up what it answers."""
    door = Blueprint("api", __name__, url_prefix="/api/v2")
    for page in PAGES:
        door.register_blueprint(page.bp)
    figures.hang_up(app)
    for refusal in (TokenUnknown, MayNot, NotInAnAddress, TooFast):
        door.register_error_handler(refusal, turned_away)
    door.after_request(unlisted)
    app.register_blueprint(door)


def unlisted(answer: Response) -> Response:
    """No search engine keeps it, wherever it found the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
