"""Somebody opens a page on which the host of a film screening stands with name and contact: it is written down."""

from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import transaction
from tracker.team import trace


def look_at_host(screening_id: str, account_id: str) -> None:
    """Before the page is shown. A screening without a host leaves no trace; one that is not there is the page's to refuse."""
    screening = db.session.get(Screening, screening_id) if is_id(screening_id) else None
    if screening is None or screening.host_sealed is None or not trace.unseen("host shown", account_id, [screening_id]):
        return
    with transaction():
        trace.note("host shown", account_id, "screening", screening_id)
