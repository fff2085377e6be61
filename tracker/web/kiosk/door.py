"""The front door of the kiosk's face. No page behind it opens a session, lists anybody, or is found by a search engine."""

from flask import Blueprint, Flask, Response

from tracker.signups.kiosks import KioskUnknown
from tracker.web.frame.packing import pack
from tracker.web.kiosk import entries, form, installing
from tracker.web.kiosk.turning_away import turned_away

PAGES = (form, installing, entries)


def open_door(app: Flask) -> None:
    """Hang up the kiosk's pages."""
    door = Blueprint("kiosk", __name__, url_prefix="/kiosk")
    for page in PAGES:
        door.register_blueprint(page.bp)
    door.register_error_handler(KioskUnknown, turned_away)
    # What is hung up first is asked last.
    door.after_request(pack)
    door.after_request(unlisted)
    door.after_request(entries.still_told)
    app.register_blueprint(door)


def unlisted(answer: Response) -> Response:
    """No search engine keeps it, wherever it found the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
