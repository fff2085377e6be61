"""Somebody types up a paper sheet, line after line, at the desk or with a host's link; and closes it when the numbers agree.

A line waits, sealed, until the sheet is closed: until then whoever typed it can mend it. One that was forgotten comes in at
once. Each deed holds the sheet, so that two typists, a double press and the worker do not lose or double anybody.
"""

from tracker.arrivals import from_sheet
from tracker.screenings import checklist
from tracker.screenings.screening import Screening
from tracker.signups import lines, sheet_ends, sheet_photo, sheets
from tracker.signups.sheet_line import Typist
from tracker.signups.typed_line import TypedLine
from tracker.store.transactions import transaction
from tracker.team import trace


def type_line(sheet_id: str, typed: TypedLine, by: Typist, was_illegible: bool = False) -> bool:
    """A line that check() has found good. False: it was there. `was_illegible`: on a closed sheet it was counted so.

    Raises NotThere, HostLinkClosed, LineThere, SheetFull.
    """
    with transaction():
        sheet, screening, link_id = sheets.hold(sheet_id, by.host)
        line, new = lines.add(sheet, typed, by, link_id)
        if new and sheet.closed_at is not None:
            from_sheet.take_in(sheet, screening, [line])
            sheet_ends.one_more(sheet, screening, was_illegible)
        return new


def mend_line(sheet_id: str, number: int, typed: TypedLine, by: Typist) -> None:
    """Their own, while it waits. Raises NotThere, HostLinkClosed, NotYourLine, LineTakenIn, LineThere."""
    with transaction():
        sheet, _screening, _link = sheets.hold(sheet_id, by.host)
        lines.mend(sheet, number, typed, by)


def take_line_away(sheet_id: str, number: int, by: Typist) -> None:
    """Their own, while it waits. Raises NotThere, HostLinkClosed, NotYourLine, LineTakenIn."""
    with transaction():
        sheet, _screening, _link = sheets.hold(sheet_id, by.host)
        lines.take_away(sheet, number, by)


def close_sheet(sheet_id: str, on_paper: int, illegible: int, by: Typist) -> None:
    """Typed and illegible are the lines on the paper: everybody on it comes in, and the photo goes. Twice is once.

    Raises NotThere, HostLinkClosed, LinesMissing, LinesTooMany, LinesImpossible, ClosedOtherwise.
    """
    with transaction():
        sheet, screening, _link = sheets.hold(sheet_id, by.host)
        if not sheet_ends.close(sheet, screening, on_paper, illegible, by.account_id):
            return
        from_sheet.take_in(sheet, screening, lines.waiting(sheet))
        sheet_photo.erase(sheet.id)
        _tick(screening)
        if by.account_id:
            trace.note("sheet closed", by.account_id, "sheet", sheet.id)


def _tick(screening: Screening) -> None:
    """On the host's list, once none is left half typed."""
    if all(each.closed_at is not None for each in sheet_ends.unfinished(screening.id)):
        checklist.tick(screening.id, "sheets", done=True)
