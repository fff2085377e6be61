"""Somebody of the team sees who stands on a paper sheet, by its photo or by lines of their own that wait: it is written down. A
photo that a colleague brought counts as cards, as many as the sheet has lines.
"""

from tracker.signups import sheet_photo, sheets
from tracker.store.ids import spell
from tracker.store.transactions import transaction
from tracker.team import rations, trace


def look_at_sheet(sheet_id: str, account_id: str, photo: bool = False) -> None:
    """Before the page is shown; `photo`: before the photo is. Raises NotThere and, for a photo, RationSpent."""
    brought = sheet_photo.of(sheet_id) if photo else None
    if brought is not None and brought.account_id != account_id:
        lines = [_as_card(sheet_id, line) for line in range(sheets.by_id(sheet_id).lines)]
        with transaction():
            rations.take("card", account_id, *lines)
    if trace.unseen("sheet shown", account_id, [sheet_id]):
        with transaction():
            trace.note("sheet shown", account_id, "sheet", sheet_id)


def _as_card(sheet_id: str, line: int) -> str:
    """What stands for a line in the count, where nobody knows yet who is on it: the same line within the hour counts once."""
    return sheet_id[:-2] + spell(line, 2)
