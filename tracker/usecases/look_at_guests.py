"""Somebody opens a page on which the guests of a talkback stand by name: it is written down, cleared or not."""

from tracker.screenings import talkback_guests
from tracker.store.rows import is_id
from tracker.store.transactions import transaction
from tracker.team import trace


def look_at_guests(screening_id: str, account_id: str) -> None:
    """Before the page is shown. Where there are none, no trace is left."""
    row = talkback_guests.of_screening(screening_id) if is_id(screening_id) else None
    if row is None or row.guests_sealed is None or not trace.unseen("guests shown", account_id, [screening_id]):
        return
    with transaction():
        trace.note("guests shown", account_id, "screening", screening_id)
