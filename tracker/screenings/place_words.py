"""Where a screening is, in words: "Barton Street Cinema, Austin", "At home"."""

from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.words import _


def place_words(screening: Screening, venue: Venue | None) -> str:
    """In the language in force."""
    if venue is not None:
        return f"{venue.name}, {venue.city}" if venue.city else venue.name
    if screening.standing == "unplaced":
        return _("Not said yet where")
    if screening.standing == "streaming" or screening.kind == "streaming":
        return _("At home, streaming")
    return _("Online") if screening.kind == "virtual" else _("No venue yet")
