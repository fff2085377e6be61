"""A host types up paper sheets. Their link writes, and never lists: what was typed, and the photo, are shown on the very page
on which they were typed and brought, by its token, and nowhere else. So no press leads away from that page.
"""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.errors import Refusal
from tracker.signups import sheet_photo, sheets
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import Typist
from tracker.usecases.destroy_sheet import destroy_sheet
from tracker.web.frame import form_tokens, typing_up, uploads
from tracker.web.frame.access import for_anyone
from tracker.web.frame.house import csrf
from tracker.web.frame.typing_up import Pressed
from tracker.web.host import sheets_listed
from tracker.web.host.entering import FORMS, Evening, check_form, enter

bp = for_anyone(Blueprint("sheets", __name__))

# Where the page's forms lead.
DEEDS = {"line": "type_line", "close": "close", "photo": "bring", "destroyed": "destroyed"}
csrf.exempt(bp)  # no session: check_form() stands there


@bp.record_once
def take_pictures(state: BlueprintSetupState) -> None:
    """Larger requests than elsewhere may come with a photo."""
    assert isinstance(state.app, Flask)
    uploads.hang_up(state.app)


@bp.get("/<token>/sheets")
def index(token: str) -> ResponseReturnValue:
    """Those of this evening; with `sheet`, the one of that number or code."""
    evening, written, told = enter(token), request.args.get("sheet", "")[: sheets.MOST_WRITTEN], ""
    if written.strip():
        try:
            found = sheets.wanted(written, evening.screening)
            return redirect(evening.at("sheets.show", sheet_id=found.id), 303)
        except Refusal as refusal:
            told = str(refusal)
    page = render_template(
        "host/sheets.html", evening=evening, listed=sheets_listed.of(evening.screening.id), written=written, told=told
    )
    return page, 404 if told else 200


@bp.get("/<token>/sheets/<sheet_id>")
def show(token: str, sheet_id: str) -> ResponseReturnValue:
    """A fresh page: what was typed on another one stays closed to it."""
    evening = enter(token)
    return _page(evening, _mine(evening, sheet_id), Pressed(), form_tokens.fresh(FORMS))


@bp.post("/<token>/sheets/<sheet_id>")
def type_line(token: str, sheet_id: str) -> ResponseReturnValue:
    return _pressed(token, sheet_id, typing_up.press)


@bp.post("/<token>/sheets/<sheet_id>/close")
def close(token: str, sheet_id: str) -> ResponseReturnValue:
    return _pressed(token, sheet_id, typing_up.close)


@bp.post("/<token>/sheets/<sheet_id>/photo")
@uploads.takes_bytes(typing_up.MOST_SENT)
def bring(token: str, sheet_id: str) -> ResponseReturnValue:
    return _pressed(token, sheet_id, typing_up.bring)


@bp.post("/<token>/sheets/<sheet_id>/destroyed")
def destroyed(token: str, sheet_id: str) -> ResponseReturnValue:
    def destroy(sheet: Sheet, by: Typist) -> Pressed:
        destroy_sheet(sheet.id, by)
        return Pressed()

    return _pressed(token, sheet_id, destroy)


@bp.get("/<token>/sheets/<sheet_id>/photo/<pen>")
def photo(token: str, sheet_id: str, pen: str) -> Response:
    """For the page that brought it: `pen` is the token of its forms."""
    sheet = _mine(enter(token), sheet_id)
    try:
        by = Typist(host=token, pen=form_tokens.check(FORMS, pen[:200]))
    except Refusal:
        abort(404)
    found = sheet_photo.seen_by(sheet.id, by)
    jpeg = sheet_photo.dots(found) if found else None
    if jpeg is None:
        abort(404)
    return Response(jpeg, content_type="image/jpeg")


@bp.get("/<token>/sheets/<sheet_id>/close")
@bp.get("/<token>/sheets/<sheet_id>/photo")
@bp.get("/<token>/sheets/<sheet_id>/destroyed")
def to_sheet(token: str, sheet_id: str) -> ResponseReturnValue:
    """The forms stand on the page."""
    return redirect(enter(token).at("sheets.show", sheet_id=sheet_id), 303)


def _pressed(token: str, sheet_id: str, deed: Callable[[Sheet, Typist], Pressed]) -> ResponseReturnValue:
    """One of the page's forms. The page that comes back carries the same token: it goes on where it was."""
    evening = enter(token)
    sheet = _mine(evening, sheet_id)
    try:
        pen = check_form()
    except form_tokens.Expired as expired:
        return _page(evening, sheet, typing_up.given_back(str(expired), expired.status), form_tokens.fresh(FORMS))
    pressed = deed(sheet, Typist(host=token, pen=pen))
    return _page(evening, _mine(evening, sheet_id), pressed, request.form["token"], pen)


def _mine(evening: Evening, sheet_id: str) -> Sheet:
    """Raises SheetNotThere for one of another evening, too."""
    sheet = sheets.by_id(sheet_id)
    if sheets.screening_of(sheet).id != evening.screening.id:
        raise sheets.SheetNotThere
    return sheet


def _page(evening: Evening, sheet: Sheet, pressed: Pressed, form_token: str, pen: str = "") -> ResponseReturnValue:
    paper = typing_up.paper(sheet, Typist(host=evening.token, pen=pen), pressed)
    at = {deed: evening.at(f"sheets.{view}", sheet_id=sheet.id) for deed, view in DEEDS.items()}
    at["image"] = evening.at("sheets.photo", sheet_id=sheet.id, pen=form_token)
    hidden = Markup('<input type="hidden" name="token" value="{}">').format(form_token)
    # The script asks for what it replaces alone.
    template = "parts/sheet_typing.html" if "piece" in request.form else "host/sheet.html"
    page = render_template(template, evening=evening, paper=paper, at=at, hidden=hidden, names={})
    return page, pressed.status
