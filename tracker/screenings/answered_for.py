"""Screenings that somebody of the team answers for, as point person or as the one who keeps in touch with the host."""

from sqlalchemy import func, or_, select, update

from tracker.screenings.screening import Screening
from tracker.store.db import db


def count_of(account_id: str) -> dict[str, int]:
    """How many, by campaign."""
    theirs = or_(Screening.point_person_id == account_id, Screening.host_contact_id == account_id)
    counted = select(Screening.campaign_id, func.count()).where(theirs).group_by(Screening.campaign_id)
    return dict(db.session.execute(counted).all())


def give(account_id: str, campaign_id: str, to: str | None) -> int:
    """They are `to`'s, or nobody's; inside a transaction. Returns how many changed hands."""
    changed: set[str] = set()
    for column in (Screening.point_person_id, Screening.host_contact_id):
        given = (
            update(Screening)
            .where(column == account_id, Screening.campaign_id == campaign_id)
            .values({column: to})
            .returning(Screening.id)
            .execution_options(synchronize_session=False)
        )
        changed.update(db.session.scalars(given))
    return len(changed)
