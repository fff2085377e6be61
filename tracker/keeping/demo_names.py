"""What of the demo stays, by name, and how much that is real hangs on it: told before it goes."""

from sqlalchemy import func, select

from tracker.keeping.demo_going import Going
from tracker.screenings.campaign import Campaign
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store.db import db

SHOWN = 200


def held(what: Going) -> list[tuple[str, str]]:
    """Kind and name of each that stays; film screenings by day and venue."""
    told = [("film", name) for name in _names(Film.title, Film.id, what.held["film"])]
    told += [("campaign", name) for name in _names(Campaign.name, Campaign.id, what.held["campaign"])]
    told += [("venue", name) for name in _names(Venue.name, Venue.id, what.held["venue"])]
    evenings = (
        select(Screening.day, Venue.name)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.id.in_(sorted(what.held["screening"])[:SHOWN]), Screening.standing.is_(None))
        .order_by(Screening.day, Venue.name)
    )
    return told + [("screening", " ".join(str(each) for each in row if each)) for row in db.session.execute(evenings)]


def because(what: Going) -> int:
    """How many real people signed up at film screenings of the demo's."""
    at = sorted(what.held["screening"])[:SHOWN]
    gone = what.goes.get("ally", set())
    there = select(Signup.ally_id).where(Signup.screening_id.in_(at)).distinct()
    if not at:
        return 0
    return sum(1 for ally_id in db.session.scalars(there) if ally_id not in gone)


def _names(name: object, id_: object, ids: set[str]) -> list[str]:
    wanted = select(name).where(id_.in_(sorted(ids)[:SHOWN])).order_by(func.lower(name))  # type: ignore[attr-defined, call-overload]
    return list(db.session.scalars(wanted))
