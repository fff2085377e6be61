"""Film screenings that may be the one of all rows of a list: the latest, and the campaigns' standing ones."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from tracker import clock
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.times import when_words
from tracker.words import _

MOST = 300
SOON = timedelta(days=7)


def offered(campaigns: Mapping[str, str]) -> list[tuple[str, str]]:
    """Ids and words; the latest first, then those without a place. `campaigns`: names by id."""
    known = (
        select(Screening, Film.title, Venue.name)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.joined_into_id.is_(None))
    )
    dated = known.where(Screening.day <= clock.now().date() + SOON).order_by(Screening.day.desc(), Screening.id)
    places = [
        (one.id, ", ".join(filter(None, (title, venue or _("online"), when_words(one.starts_at, one.day, one.zone, with_year=True)))))
        for one, title, venue in db.session.execute(dated.limit(MOST))
    ]  # fmt: skip
    standing = known.where(Screening.standing.is_not(None)).order_by(
        Screening.created_at.desc(), Screening.standing.desc()
    )
    return places + [
        (one.id, _("%(campaign)s: at home", campaign=campaigns.get(one.campaign_id, "")) if one.standing == "streaming"
         else _("%(campaign)s: where is not known", campaign=campaigns.get(one.campaign_id, "")))
        for one, _title, _venue in db.session.execute(standing.limit(MOST))
    ]  # fmt: skip
