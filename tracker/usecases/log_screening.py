"""A screening is logged, with its venue if that is new, and with its code; or what is known of it changes."""

from dataclasses import replace

from tracker.hooks import happened
from tracker.letters import notices
from tracker.screenings import log, venues
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.venues import VenueFacts
from tracker.store.db import db
from tracker.store.transactions import transaction


def log_screening(facts: ScreeningFacts, new_venue: VenueFacts | None, by: str | None) -> str:
    """The id of the new screening. Raises what log.write() and venues.write() raise."""
    with transaction():
        screening = log.add(_placed(facts, new_venue), by)
        happened.made(screening.id)
        return screening.id


def change(screening_id: str, facts: ScreeningFacts, new_venue: VenueFacts | None, by: str | None = None) -> None:
    """A notice waits when those who signed up should know. Raises NotThere, NotForStanding, and what log.write() and
    venues.write() raise.
    """
    with transaction():
        screening = log.dated(screening_id)
        before = notices.facts_of(screening)
        log.write(screening, _placed(facts, new_venue))
        notices.look([(screening, before)], by)
        happened.changed(screening.id)


def _placed(facts: ScreeningFacts, new_venue: VenueFacts | None) -> ScreeningFacts:
    if new_venue is None:
        return facts
    venue = venues.add(new_venue)
    db.session.flush()
    return replace(facts, venue_id=venue.id, zone="")
