"""What the pages for printing share: on which paper, how wide a screen is, and files to hand over."""

from io import BytesIO
from typing import Any

from flask import Response, send_file
from flask_wtf import FlaskForm
from wtforms import FloatField
from wtforms.validators import NumberRange, Optional

from tracker.paper import end_card
from tracker.paper.printed import Printed
from tracker.screenings import venues
from tracker.screenings.screening import Screening
from tracker.usecases.make_kit import MOST_SHEETS
from tracker.web.frame.fields import Pick, Whole
from tracker.words import LANGUAGES, Lazy, _, lazy

# Where paper is cut to inches.
INCHES = ("US", "CA", "MX", "PH", "CO", "CL")
SIZES: dict[str, Lazy | str] = {"a4": "A4", "letter": lazy("US Letter")}
UNITS: dict[str, Lazy] = {"m": lazy("metres"), "ft": lazy("feet")}
# A usual screen in each.
USUAL = {"m": 12.0, "ft": 40.0}
FRAME_NAMES: dict[str, Lazy] = {"flat": lazy("Flat, 1.85:1"), "scope": lazy("Scope, 2.39:1")}


class PaperForm(FlaskForm):
    """On which paper."""

    paper = Pick(lazy("Paper"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.paper.choices = [(key, str(name)) for key, name in SIZES.items()]


class SheetForm(PaperForm):
    """How many sheets, in which language."""

    language = Pick(lazy("Language"))
    copies = Whole(lazy("How many sheets"), 1, MOST_SHEETS, default=4)


class ScreenForm(FlaskForm):
    """How wide a screen is; asked by an address, it changes nothing."""

    class Meta:
        csrf = False

    wide = FloatField(
        lazy("Screen width"),
        [Optional(), NumberRange(1, 200, lazy("Write a width between 1 and 200."))],
        render_kw={"inputmode": "decimal"},
    )
    unit = Pick(lazy("in"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.unit.choices = [(key, str(name)) for key, name in UNITS.items()]


def offered(screening: Screening | None = None) -> PaperForm:
    """With the paper that is used where the screening is."""
    return PaperForm(formdata=None, data={"paper": usual(screening)})


def usual(screening: Screening | None) -> str:
    """Of a campaign, and of what has no venue, the paper of the Americas."""
    venue = venues.by_id(screening.venue_id) if screening and screening.venue_id else None
    return "letter" if venue is None or venue.country in INCHES else "a4"


def languages(codes: list[str]) -> list[tuple[str, str]]:
    return [(each, LANGUAGES.get(each, each)) for each in codes]


def distances(form: ScreenForm, link: str) -> list[tuple[str, str]]:
    """(frame, from how far) on a screen so wide, in the unit that was asked in."""
    unit = form.unit.data if form.unit.data in UNITS else "m"
    wide = form.wide.data if form.wide.data and not form.wide.errors else USUAL[unit]
    return [
        (str(FRAME_NAMES[frame.name]), _("%(n)s m", n=far) if unit == "m" else _("%(n)s ft", n=far))
        for frame in end_card.FRAMES
        for far in [int(end_card.read_from(frame, link, wide))]
    ]


def handed_over(file: Printed) -> Response:
    """As a file to keep."""
    return send_file(BytesIO(file.data), mimetype=file.media_type, as_attachment=True, download_name=file.filename)


def shown(picture: bytes) -> Response:
    """As a picture on a page."""
    return Response(picture, content_type="image/png")
