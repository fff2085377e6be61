"""One paper sheet, typed up at the desk. That its photo, or lines that wait, stand on the page is traced."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from tracker.screenings import listing
from tracker.signups import sheet_photo, sheets
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import Typist
from tracker.team import colleagues
from tracker.team.rations import RationSpent
from tracker.usecases.destroy_sheet import destroy_sheet
from tracker.usecases.look_at_sheet import look_at_sheet
from tracker.web.frame import rationing, typing_up, uploads
from tracker.web.frame.access import ORGANIZING, for_roles, me, see_campaign, shows_contacts
from tracker.web.frame.typing_up import Pressed
from tracker.words import _

bp = shows_contacts(for_roles(*ORGANIZING)(Blueprint("sheet", __name__, url_prefix="/sheets/<sheet_id>")))

# Where the page's forms lead.
DEEDS = {"line": "type_line", "close": "close", "photo": "bring", "destroyed": "destroyed", "image": "photo"}
# Without an id: several forms of the page hold it.
TOKEN = Markup('<input type="hidden" name="csrf_token" value="%s">')


@bp.record_once
def take_pictures(state: BlueprintSetupState) -> None:
    """Larger requests than elsewhere may come with a photo."""
    assert isinstance(state.app, Flask)
    uploads.hang_up(state.app)


@bp.get("")
def show(sheet_id: str) -> ResponseReturnValue:
    """The form of the next line, beside the photo if there is one. Raises NotThere."""
    return _page(_mine(sheet_id), Pressed())


@bp.post("")
def type_line(sheet_id: str) -> ResponseReturnValue:
    """A line is typed, mended or taken away."""
    return _pressed(sheet_id, typing_up.press)


@bp.post("/close")
def close(sheet_id: str) -> ResponseReturnValue:
    return _pressed(sheet_id, typing_up.close)


@bp.post("/photo")
@uploads.takes_bytes(typing_up.MOST_SENT)
def bring(sheet_id: str) -> ResponseReturnValue:
    return _pressed(sheet_id, typing_up.bring)


@bp.get("/photo")
def photo(sheet_id: str) -> Response:
    """For the page beside it. Each look is traced, and one at a colleague's counts as cards. Raises RationSpent."""
    found = sheet_photo.seen_by(_mine(sheet_id).id, Typist(me().id))
    if found is None:
        abort(404)
    look_at_sheet(sheet_id, me().id, photo=True)
    jpeg = sheet_photo.dots(found)
    if jpeg is None:
        abort(404)
    return Response(jpeg, content_type="image/jpeg")


@bp.post("/destroyed")
def destroyed(sheet_id: str) -> ResponseReturnValue:
    destroy_sheet(_mine(sheet_id).id, Typist(me().id))
    flash(_("Written down: the paper is destroyed."))
    return redirect(url_for("desk.sheet.show", sheet_id=sheet_id), 303)


@bp.get("/close")
@bp.get("/destroyed")
def to_sheet(sheet_id: str) -> ResponseReturnValue:
    """The forms stand on the page."""
    return redirect(url_for("desk.sheet.show", sheet_id=_mine(sheet_id).id), 303)


def _mine(sheet_id: str) -> Sheet:
    sheet = sheets.by_id(sheet_id)
    see_campaign(sheets.screening_of(sheet).campaign_id)
    return sheet


def _pressed(sheet_id: str, deed: Callable[[Sheet, Typist], Pressed]) -> ResponseReturnValue:
    """What was taken leads to the next line; what was not comes back as it was."""
    pressed = deed(_mine(sheet_id), Typist(me().id))
    if pressed.status == 200 and not pressed.mends and "piece" not in request.form:
        if pressed.done:
            flash(pressed.done)
        return redirect(url_for("desk.sheet.show", sheet_id=sheet_id, _anchor="typing" if pressed.done else None), 303)
    return _page(_mine(sheet_id), pressed)


def _page(sheet: Sheet, pressed: Pressed) -> ResponseReturnValue:
    template = "parts/sheet_typing.html" if "piece" in request.form else "desk/sheet.html"
    paper, spent = typing_up.paper(sheet, Typist(me().id), pressed), ""
    if paper.shows_people:
        try:
            look_at_sheet(sheet.id, me().id, photo=template == "desk/sheet.html")
        except RationSpent as refusal:
            # Who has the paper at hand goes on typing.
            spent = rationing.told(refusal)
            look_at_sheet(sheet.id, me().id)
        paper = typing_up.paper(sheets.by_id(sheet.id), Typist(me().id), pressed)
    at = {deed: url_for(f"desk.sheet.{view}", sheet_id=sheet.id) for deed, view in DEEDS.items()}
    page = render_template(
        template, paper=paper, spent=spent, at=at, sign_in=url_for("account.sign_in.ask"),
        hidden=TOKEN % generate_csrf(), line=listing.line_of(sheets.screening_of(paper.sheet)),
        names=colleagues.names_of([paper.sheet.closed_by_id, paper.sheet.destroyed_by_id]),
    )  # fmt: skip
    return page, pressed.status
