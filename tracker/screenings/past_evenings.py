"""A past for evenings: how many were in the room, which were called off, and who was to speak."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tracker.records import dataclass
from tracker.screenings import heads, log, talkback_guests, venues
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import Screening
from tracker.screenings.talkback_guests import Guest
from tracker.screenings.venues import VenueFacts
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Evening:
    """One screening; campaign and venue by their places in the story, people by their keys."""

    campaign: int
    venue: int | None
    facts: ScreeningFacts
    point_person: str = ""
    # Kind, number, when.
    counts: tuple[tuple[str, int, datetime], ...] = ()
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """The guests of a talkback; the evening by its place in the story."""

    evening: int
    guests: Sequence[Guest]
    cleared: bool


def live(
    evenings: Sequence[Evening],
    campaign_ids: Sequence[str],
    places: Sequence[VenueFacts],
    team: Mapping[str, str],
    by: str,
) -> Iterator[Screening]:
    """One after the other, inside a transaction; the team's ids by key, `by`: who logs them."""
    found = [venues.add(facts) for facts in places]
    db.session.flush()
    for evening in evenings:
        venue_id = None if evening.venue is None else found[evening.venue].id
        facts = replace(
            evening.facts, campaign_id=campaign_ids[evening.campaign], venue_id=venue_id,
            point_person_id=team.get(evening.point_person),
        )  # fmt: skip
        yield _logged(evening, facts, by)


def name_guests(named: Sequence[Named], rows: Sequence[Screening], writer: str, second: str) -> None:
    """One of the team wrote them down; a second has cleared some."""
    for each in named:
        talkback_guests.write(rows[each.evening].id, each.guests, 0, writer)
        db.session.flush()
        if each.cleared:
            talkback_guests.clear(rows[each.evening].id, 1, second)


def _logged(evening: Evening, facts: ScreeningFacts, by: str) -> Screening:
    row = log.add(facts, by)
    for kind, number, at in evening.counts:
        heads.add(row, kind, number, by, at)
    if evening.cancelled_at:
        row.status, row.cancelled_at = "cancelled", evening.cancelled_at
    return row
