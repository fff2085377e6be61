"""Somebody of the team sees who stands on a paper sheet, by its photo or by lines of their own that wait: it is written down."""

from tracker.store.transactions import transaction
from tracker.team import trace


def look_at_sheet(sheet_id: str, account_id: str) -> None:
    """Before the page is shown."""
    if trace.unseen("sheet shown", account_id, [sheet_id]):
        with transaction():
            trace.note("sheet shown", account_id, "sheet", sheet_id)
