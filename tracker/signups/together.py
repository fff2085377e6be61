"""At which film screenings with a day allies have signed up: two at one of them may have stood beside each other."""

from collections.abc import Collection

from sqlalchemy import select

from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db

# Evenings of one ally that are looked at, the latest.
MOST = 30


def evenings_of(ally_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """By ally; without the standing ones ("at home", "not said yet"), where a campaign's whole audience is together."""
    wanted = (
        select(Signup.ally_id, Signup.screening_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(Signup.ally_id.in_(sorted(ally_ids)), Screening.standing.is_(None))
        .order_by(Signup.at.desc(), Signup.id)
    )
    found: dict[str, list[str]] = {}
    for ally_id, screening_id in db.session.execute(wanted):
        found.setdefault(ally_id, []).append(screening_id)
    return {ally_id: frozenset(ids[:MOST]) for ally_id, ids in found.items()}
