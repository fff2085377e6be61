"""A venue is defined, or what is known of it changes: its screenings keep the time that was written for them."""

from tracker.screenings import log, venues
from tracker.screenings.venues import VenueFacts
from tracker.store.transactions import transaction


def define(facts: VenueFacts) -> str:
    """The id of the new venue. Raises ZoneNeeded and ZoneUnknown."""
    with transaction():
        return venues.add(facts).id


def change(venue_id: str, facts: VenueFacts) -> int:
    """How many screenings moved to its new clock. Raises NotThere, ZoneNeeded, ZoneUnknown and ClockSkipped."""
    with transaction():
        venue = venues.by_id(venue_id)
        venues.write(venue, facts)
        return log.move_clock(venue.id, venue.zone)
