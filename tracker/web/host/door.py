"""The front door of the host's face. No page behind it opens a session, lists anybody, or is found by a search engine."""

from flask import Blueprint, Flask, Response

from tracker.screenings.host_link import HostLinkClosed
from tracker.web.frame.packing import pack
from tracker.web.host import checklist, evening, heads, kiosk, kit, letters, live, sheets
from tracker.web.host.entering import turned_away

PAGES = (evening, live, heads, sheets, checklist, kiosk, kit, letters)


def open_door(app: Flask) -> None:
    """Hang up the host's pages."""
    door = Blueprint("host", __name__, url_prefix="/host")
    for page in PAGES:
        door.register_blueprint(page.bp)
    door.register_error_handler(HostLinkClosed, turned_away)
    # What is hung up first is asked last.
    door.after_request(pack)
    door.after_request(unlisted)
    app.register_blueprint(door)


def unlisted(answer: Response) -> Response:
    """No search engine keeps it, wherever it found the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
