"""What a list can be narrowed to: names for the choices of a filter."""

from sqlalchemy import select

from tracker.errors import NotThere
from tracker.finding.allies import mine_or
from tracker.followups.claiming import Worker
from tracker.screenings import terms
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.times import when_words


def campaigns(who: Worker) -> list[tuple[str, str]]:
    """Id and name of those somebody works on, the newest first."""
    wanted = select(Campaign.id, Campaign.name).order_by(Campaign.created_at.desc(), Campaign.id)
    if who.campaigns is not None:
        wanted = wanted.where(Campaign.id.in_(sorted(who.campaigns)))
    return list(db.session.execute(wanted))


def screening(screening_id: str, who: Worker) -> tuple[str, str, str | None]:
    """Where and when it is, and what it stands for if it is a standing one. Raises NotThere for one of others."""
    if not is_id(screening_id):
        raise NotThere
    wanted = select(Screening, Venue).outerjoin(Venue, Venue.id == Screening.venue_id)
    found = db.session.execute(wanted.where(Screening.id == screening_id, mine_or(Screening, who))).first()
    if found is None:
        raise NotThere
    where, when = terms.title(found[0], found[1]), when_words(found[0].starts_at, found[0].day, found[0].zone)
    return where, when, found[0].standing
