"""What a code opens, and when.

A code is open from the announcement until 30 days after the end; then it signs up for the campaign. A cancelled
screening's code offers the campaign's form. Capacity never refuses anybody; only unknown codes do.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker import clock
from tracker.records import dataclass
from tracker.screenings import code as codes
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db

OPEN_AFTER_THE_END = timedelta(days=30)
# Minutes a film runs when nobody said.
USUAL_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Opening:
    """The screening that a signup by this code belongs to, and what the page says about it.

    `instead_of`: the screening whose code it is, when the signup goes to the campaign instead: it was cancelled, or is
    long over.
    """

    code: codes.Code
    screening: Screening
    campaign: Campaign
    film: Film
    venue: Venue | None
    instead_of: Screening | None


def opened_by(written: str, hold: bool = False) -> Opening:
    """What a code opens now. Raises CodeMistyped and CodeUnknown."""
    code = codes.find(written, hold)
    own, instead_of = leads_to(code)
    campaign, film = db.session.get_one(Campaign, own.campaign_id), db.session.get_one(Film, own.film_id)
    venue = db.session.get(Venue, own.venue_id) if own.venue_id else None
    return Opening(code, own, campaign, film, venue, instead_of)


def leads_to(code: codes.Code) -> tuple[Screening, Screening | None]:
    """The screening that a signup by it belongs to; and instead of which, when that was cancelled, or is long over."""
    own = _after_joining(code.screening_id) if code.screening_id else None
    if own is not None and own.status != "cancelled" and (own.standing is not None or not is_long_over(own)):
        return own, None
    return standing(str(own.campaign_id if own else code.campaign_id), "unplaced"), own


def held(written: Iterable[str]) -> dict[str, tuple[codes.Code, Screening]]:
    """Of some codes, as find() would find them with `hold`, those that there are: each, and what a signup by it belongs to."""
    found = codes.hold(written)
    ids = {each.screening_id for each in found.values()}
    # In hand until the end, so that leads_to() asks for none of them by itself.
    _in_hand = list(db.session.scalars(select(Screening).where(Screening.id.in_(ids))))
    return {text: (each, leads_to(each)[0]) for text, each in found.items()}


def standing(campaign_id: str, which: str) -> Screening:
    """A campaign's standing screening: "streaming" or "unplaced"."""
    wanted = select(Screening).where(Screening.campaign_id == campaign_id, Screening.standing == which)
    return db.session.scalars(wanted).one()


def ends_at(screening: Screening, running_minutes: int | None = None) -> datetime:
    """When it is over; on a day without a time, at that day's midnight. Raises ValueError for a standing one."""
    if screening.starts_at:
        return screening.starts_at + timedelta(minutes=running_minutes or USUAL_MINUTES)
    if screening.day is None:
        raise ValueError("a standing screening never ends")
    return datetime.combine(screening.day + timedelta(days=1), time(), ZoneInfo(screening.zone))


def is_long_over(screening: Screening) -> bool:
    return ends_at(screening) + OPEN_AFTER_THE_END < clock.now()


def _after_joining(screening_id: str) -> Screening:
    """The screening, or the one that it was joined into."""
    screening = db.session.get_one(Screening, screening_id)
    while screening.joined_into_id:
        screening = db.session.get_one(Screening, screening.joined_into_id)
    return screening
