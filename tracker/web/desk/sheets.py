"""Paper sheets: what is still to be typed up, closed or destroyed, and the way to any of them by its code."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.errors import Refusal
from tracker.screenings import listing, log
from tracker.screenings.screening import Screening
from tracker.signups import lines, sheet_ends, sheet_photo, sheets
from tracker.signups.sheet import Sheet
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns, see_campaign
from tracker.words import lazy

bp = for_roles(*ORGANIZING)(Blueprint("sheets", __name__, url_prefix="/sheets"))

# Of those to be seen to, as many as a page can take.
MOST = 200


class NumberAlone(Refusal):
    sentence = lazy(
        "A number alone does not say of which film screening. Write its code, which stands below the number."
    )


@bp.get("/")
def index() -> ResponseReturnValue:
    """What waits; with `screening` all sheets of one; with `sheet` the one of that code, or of that number there."""
    screening = _screening()
    written, told = request.args.get("sheet", "")[: sheets.MOST_WRITTEN], ""
    if written.strip():
        try:
            return redirect(url_for("desk.sheet.show", sheet_id=_found(written, screening).id), 303)
        except Refusal as refusal:
            told = str(refusal)
    found = sheets.at(screening.id) if screening else sheet_ends.due_ones(my_campaigns())[:MOST]
    return _page(found, screening, written, told), 404 if told else 200


def _screening() -> Screening | None:
    """The one that the address names, if it is mine. Raises NotThere."""
    screening_id = request.args.get("screening", "")
    if not screening_id:
        return None
    screening = log.by_id(screening_id)
    see_campaign(screening.campaign_id)
    return screening


def _found(written: str, screening: Screening | None) -> Sheet:
    if screening is None and written.strip().isdecimal():
        raise NumberAlone
    found = sheets.wanted(written, screening)
    see_campaign(sheets.screening_of(found).campaign_id)
    return found


def _page(found: list[Sheet], screening: Screening | None, written: str, told: str) -> str:
    ids = [each.id for each in found]
    places = {each.id: listing.line_of(sheets.screening_of(each)) for each in found} if screening is None else {}
    of = [(screening.id if screening else places[each.id].screening.id, each) for each in found]
    return render_template(
        "desk/sheets.html", found=found, places=places, line=listing.line_of(screening) if screening else None,
        typed=lines.typed_of(ids), photos=sheet_photo.with_photo(ids), apart=lines.apart_of(ids), written=written, told=told,
        codes=sheets.told_by_code(of),
    )  # fmt: skip
