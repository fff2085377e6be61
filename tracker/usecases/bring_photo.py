"""A photo of a paper sheet, to type it up from: made anew without what a camera writes into it, and sealed."""

from tracker.files import pictures
from tracker.signups import sheet_photo, sheets
from tracker.signups.sheet_line import Typist
from tracker.store.transactions import transaction
from tracker.team import trace


def bring_photo(sheet_id: str, data: bytes, by: Typist) -> None:
    """In the place of the one before. Raises NotThere, HostLinkClosed, ClosedAlready, SomebodyElsesPhoto, and what legible() raises."""
    made = pictures.legible(data)
    with transaction():
        sheet, _screening, link_id = sheets.hold(sheet_id, by.host)
        sheet_photo.bring(sheet, made, by, link_id)
        if by.account_id:
            trace.note("sheet photo brought", by.account_id, "sheet", sheet.id)
