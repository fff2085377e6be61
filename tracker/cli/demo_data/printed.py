"""For which evenings the hosts of the demo have their kits: those about now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker.screenings.past_evenings import Evening

BEFORE, AFTER = timedelta(days=9), timedelta(days=14)


def printed(evenings: Sequence[Evening], now: datetime) -> list[int]:
    """Their places in the story."""
    first, last = (now - BEFORE).date(), (now + AFTER).date()
    return [
        place for place, evening in enumerate(evenings)
        if evening.cancelled_at is None and evening.facts.day is not None and first <= evening.facts.day <= last
    ]  # fmt: skip
