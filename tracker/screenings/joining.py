"""Two screenings, or two venues, found to be one: codes, head counts and screenings go to the one that stays."""

from sqlalchemy import select, update

from tracker import clock
from tracker.errors import Refusal
from tracker.screenings import checklist, host_link, log, talkback_guests
from tracker.screenings.code import Code
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.words import lazy


class ItselfOnly(Refusal):
    sentence = lazy("That is this one. Choose the other.")
    field = "other"


class JoinedAlready(Refusal):
    sentence = lazy("It is joined into another one already.")
    field = "other"


class OfTwoCampaigns(Refusal):
    sentence = lazy("They belong to two campaigns. Only film screenings of one campaign can be one.")
    field = "other"


def two_screenings(stays_id: str, goes_id: str) -> tuple[Screening, Screening]:
    """Both, locked in one order for everybody. Raises NotThere, NotForStanding and this file's refusals."""
    if stays_id == goes_id:
        raise ItselfOnly
    locked = {each: log.dated(each) for each in sorted((stays_id, goes_id))}
    stays, goes = locked[stays_id], locked[goes_id]
    if stays.joined_into_id or goes.joined_into_id:
        raise JoinedAlready
    if stays.campaign_id != goes.campaign_id:
        raise OfTwoCampaigns
    return stays, goes


def join_screenings(stays: Screening, goes: Screening) -> None:
    """Point what this room holds of one to the other; inside a transaction.

    Codes go first: whoever signs up just now holds a code, so waiting for it means that no signup is left behind.
    """
    db.session.execute(update(Code).where(Code.screening_id == goes.id).values(screening_id=stays.id))
    db.session.execute(update(HeadCount).where(HeadCount.screening_id == goes.id).values(screening_id=stays.id))
    host_link.move(goes.id, stays.id)
    checklist.move(goes.id, stays.id)
    talkback_guests.follow(goes.id, stays.id)
    db.session.execute(update(Screening).where(Screening.joined_into_id == goes.id).values(joined_into_id=stays.id))
    if stays.external_id is None:
        stays.external_id = goes.external_id
    goes.joined_into_id = stays.id
    stays.changed_at = goes.changed_at = clock.now()
    db.session.flush()


def two_venues(stays_id: str, goes_id: str) -> tuple[Venue, Venue]:
    """Both, locked in one order for everybody. Raises NotThere and this file's refusals."""
    if stays_id == goes_id:
        raise ItselfOnly
    locked = {each: row_of(Venue, each, lock=True) for each in sorted((stays_id, goes_id))}
    stays, goes = locked[stays_id], locked[goes_id]
    if stays.joined_into_id or goes.joined_into_id:
        raise JoinedAlready
    return stays, goes


def join_venues(stays: Venue, goes: Venue) -> int:
    """Every screening at one is at the other, by that one's clock; inside a transaction. Returns how many moved.

    Raises ClockSkipped when a time does not exist by the other clock.
    """
    log.move_clock(goes.id, stays.zone)
    moved = db.session.scalars(select(Screening.id).where(Screening.venue_id == goes.id)).all()
    db.session.execute(update(Screening).where(Screening.venue_id == goes.id).values(venue_id=stays.id))
    db.session.execute(update(Venue).where(Venue.joined_into_id == goes.id).values(joined_into_id=stays.id))
    goes.joined_into_id = stays.id
    db.session.flush()
    return len(moved)
