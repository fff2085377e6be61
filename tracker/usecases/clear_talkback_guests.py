"""A second person of the team has looked at the guests of a talkback: anybody may learn of them. Or somebody doubts it, and nobody may."""

from tracker.screenings import talkback_guests
from tracker.store.transactions import transaction
from tracker.team import trace


def clear(screening_id: str, read: int, by: str) -> None:
    """`read`: the version that was looked at. Raises NotThere, NotForStanding, NobodyToClear, GuestsChanged and OwnWords."""
    with transaction():
        talkback_guests.clear(screening_id, read, by)
        trace.note("talkback guests cleared", by, "screening", screening_id)


def withdraw(screening_id: str, by: str) -> None:
    """At once, on every page. Once or twice, the same. Raises NotThere and NotForStanding."""
    with transaction():
        if talkback_guests.withdraw(screening_id):
            trace.note("talkback guests withdrawn", by, "screening", screening_id)
