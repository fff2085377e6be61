"""Somebody of the team writes down who speaks at a talkback; nobody outside learns of it before another has cleared it."""

from collections.abc import Sequence

from tracker.screenings import talkback_guests
from tracker.screenings.talkback_guests import Guest
from tracker.store.transactions import transaction
from tracker.team import trace


def write_talkback_guests(screening_id: str, guests: Sequence[Guest], read: int, by: str) -> bool:
    """False: nothing changed. Raises NotThere, NotForStanding and GuestsChanged."""
    with transaction():
        changed = talkback_guests.write(screening_id, guests, read, by)
        if changed:
            trace.note("talkback guests written", by, "screening", screening_id)
        return changed
