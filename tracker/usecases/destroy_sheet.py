"""The paper of a sheet is destroyed: who said so, and when."""

from tracker.signups import sheet_ends, sheets
from tracker.signups.sheet_line import Typist
from tracker.store.transactions import transaction
from tracker.team import trace


def destroy_sheet(sheet_id: str, by: Typist) -> None:
    """Twice is once. Raises NotThere, HostLinkClosed, StillOpen."""
    with transaction():
        sheet, _screening, _link = sheets.hold(sheet_id, by.host)
        if sheet_ends.destroy(sheet, by.account_id) and by.account_id:
            trace.note("sheet destroyed", by.account_id, "sheet", sheet.id)
