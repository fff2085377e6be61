"""Other dates near a film screening that does not take place."""

from sqlalchemy import select

from tracker import clock
from tracker.records import dataclass
from tracker.screenings import calendar, code, terms
from tracker.screenings.near import kilometres, place_of
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.times import when_words

MOST = 3
# Kilometres: further than that nobody calls near.
FAR = 300.0
# Without coordinates: as if it was that far, within one city and within one region.
SAME_CITY, SAME_REGION = 10.0, 200.0
LOOK_AT = 1_000


@dataclass(frozen=True, slots=True)
class OtherDate:
    """One that takes place, and the address of its page."""

    screening: Screening
    venue: Venue | None
    code: str

    def said(self) -> str:
        """ "Sat 28 Oct, 7:00 pm: Elm House, Austin", in the language in force."""
        when = when_words(self.screening.starts_at, self.screening.day, self.screening.zone)
        return f"{when}: {terms.title(self.screening, self.venue)}"


def near(screening: Screening) -> list[OtherDate]:
    """Up to three later ones of the campaign that anybody may find: the nearest first, of equally near ones the sooner.

    Those that are online are near to everybody, and come last.
    """
    here = db.session.get(Venue, screening.venue_id) if screening.venue_id else None
    rows = db.session.execute(
        select(Screening, Venue)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(
            Screening.campaign_id == screening.campaign_id, Screening.id != screening.id, Screening.visibility == "listed",
            Screening.status == "announced", Screening.joined_into_id.is_(None), Screening.day >= clock.now().date(),
            calendar.in_phase("announced") | calendar.in_phase("tonight"),
        )
        .order_by(Screening.day, Screening.starts_at, Screening.id)
        .limit(LOOK_AT)
    )  # fmt: skip
    found = [(_far(here, venue), screening, venue) for screening, venue in rows if not calendar.has_begun(screening)]
    nearest = sorted((each for each in found if each[0] <= FAR), key=lambda each: each[0])[:MOST]
    return [
        OtherDate(screening, venue, code.code_of(screening_id=screening.id) or "") for _, screening, venue in nearest
    ]


def _far(here: Venue | None, there: Venue | None) -> float:
    """Kilometres, or a guess; above FAR for another region."""
    if there is None:
        return FAR
    if here is None or here.country != there.country:
        return FAR + 1
    both = place_of(here), place_of(there)
    if both[0] and both[1]:
        return kilometres(both[0], both[1])
    if here.id == there.id:
        return 0.0
    if here.region == there.region and here.city and here.city == there.city:
        return SAME_CITY
    return SAME_REGION if here.region and here.region == there.region else FAR + 1
