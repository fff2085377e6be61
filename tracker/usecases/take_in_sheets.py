"""Nobody waits for a sheet that is never closed: a day after it was typed, each line comes in by itself."""

from sqlalchemy import select

from tracker import clock
from tracker.arrivals import from_sheet
from tracker.signups import lines, sheets
from tracker.signups.sheet_line import KNOWN_AGAIN, WAITS, SheetLine
from tracker.store.db import db
from tracker.store.transactions import transaction


def take_in_sheets() -> int:
    """How many lines; each sheet in a transaction of its own. A line that cannot come in is set apart, and tried again next time.

    Raises what the last sheet that failed raised, after all the others were tried.
    """
    due, failed, taken = clock.now() - WAITS, None, 0
    late = select(SheetLine.sheet_id).where(SheetLine.taken_at.is_(None), SheetLine.typed_at <= due)
    sheet_ids = sorted(set(db.session.scalars(late)))
    db.session.rollback()
    for sheet_id in sheet_ids:
        try:
            with transaction():
                sheet, screening, _link = sheets.hold(sheet_id)
                taken += from_sheet.take_in(sheet, screening, lines.waiting(sheet, due))
        except Exception as error:  # noqa: BLE001 (of whatever kind: the same sheet comes first every time)
            failed = error
    with transaction():
        lines.forget_marks(clock.now() - KNOWN_AGAIN)
    if failed is not None:
        raise failed
    return taken
