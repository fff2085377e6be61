"""What a code opens, and when.

A code is open from the announcement until 30 days after the end; then it signs up for the campaign. A cancelled
screening's code offers the campaign's form. Capacity never refuses anybody; only unknown codes do.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker import clock
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
    own = _after_joining(code.screening_id) if code.screening_id else None
    instead_of = None
    if own is None or own.status == "cancelled" or (own.standing is None and is_long_over(own)):
        campaign_id = own.campaign_id if own else code.campaign_id
        instead_of, own = own, standing(str(campaign_id), "unplaced")
    campaign, film = db.session.get_one(Campaign, own.campaign_id), db.session.get_one(Film, own.film_id)
    venue = db.session.get(Venue, own.venue_id) if own.venue_id else None
    return Opening(code, own, campaign, film, venue, instead_of)


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
