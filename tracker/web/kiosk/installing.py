"""What makes the page a thing of its own on a tablet: its manifest, and the service worker that keeps it for when no network is.

The worker's scope is this one kiosk. Its first line names all that the page needs, and changes when any of it does: then the
browser fetches all of it anew, beside the old, and only then lets go of the old.
"""

import hashlib
import json

from flask import Blueprint, Response, url_for

from tracker.screenings import listing
from tracker.signups import kiosks
from tracker.team import settings
from tracker.web.frame import look
from tracker.web.frame.access import for_anyone
from tracker.web.kiosk import form
from tracker.words import _, speaking

bp = for_anyone(Blueprint("installing", __name__))

LOOKS = (
    ("kiosk", "css"),
    ("mark", "svg"),
    ("kiosk_sealing", "js"),
    ("kiosk_waiting", "js"),
    ("kiosk", "js"),
)
DARK = "#0d0b09"


@bp.get("/<token>/worker.js")
def worker(token: str) -> Response:
    """Raises KioskUnknown. One that is installed goes on without it: what waits still goes up."""
    text, (kiosk, _screening) = form.page(token), kiosks.opened_by(token)
    page = url_for("kiosk.form.show", token=token)
    told = {
        "id": kiosk.id, "page": page, "entries": url_for("kiosk.entries.take", token=token),
        "version": hashlib.sha256(text.encode()).hexdigest()[:16], "waiting": look.address("kiosk_waiting", "js"),
        "kept": [page, url_for("kiosk.installing.manifest", token=token), *(look.address(*each) for each in LOOKS)],
    }  # fmt: skip
    script = f"const KIOSK = {json.dumps(told)};\n{look.text_of('kiosk_worker', 'js')}\n"
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = page
    return answer


@bp.get("/<token>/manifest.webmanifest")
def manifest(token: str) -> Response:
    """Raises KioskUnknown."""
    kiosk, screening = kiosks.opened_by(token)
    page = url_for("kiosk.form.show", token=token)
    with speaking(kiosk.language):
        told = {
            "id": page, "start_url": page, "scope": page, "display": "standalone", "lang": kiosk.language,
            "name": _("Sign up: %(film)s film screening", film=listing.line_of(screening).film.title),
            "short_name": settings.get("organisation")[:20], "background_color": DARK, "theme_color": DARK,
            "icons": [
                {"src": look.address("mark", "svg"), "sizes": "any", "type": "image/svg+xml"},
                *({"src": f"/static/kiosk/mark-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)),
            ],
        }  # fmt: skip
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")
