"""The page on the tablet: the form of the signup page, in all languages at once. What it does stands in static/kiosk.

It is the same for everybody who asks, at any time: the browser keeps it, and shows it without asking anybody.
"""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.allies import contact_points as points
from tracker.allies.asking import asked
from tracker.appeals import interest
from tracker.screenings import code as codes
from tracker.screenings import listing, terms
from tracker.signups import kiosks
from tracker.usecases.open_kiosk import open_kiosk
from tracker.web.frame.access import for_anyone
from tracker.words import LANGUAGES, speaking

bp = for_anyone(Blueprint("form", __name__))


@bp.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    return page(token)


def page(token: str) -> str:
    """Raises KioskUnknown."""
    wordings = open_kiosk(token)
    kiosk, screening = kiosks.opened_by(token)
    line, offered = listing.line_of(screening), interest.offered()
    parts = {}
    for language in LANGUAGES:
        with speaking(language):
            parts[language] = Markup(  # noqa: S704 (a template of ours, which has escaped what it was given)
                render_template(
                    "kiosk/spoken.html", line=line, interests=offered, asked=asked(), wording_id=wordings[language], most=points,
                    terms=terms,
                )
            )  # fmt: skip
    with speaking(kiosk.language):
        return render_template(
            "kiosk/form.html", kiosk=kiosk, line=line, parts=parts, address=url_for("kiosk.form.show", token=token),
            code=codes.code_of(screening_id=screening.id, source="kiosk"), token=token,
        )  # fmt: skip
