"""How many signups: of each screening of a page, and by the way they came."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db


def counts_of(screening_ids: Collection[str]) -> dict[str, int]:
    """Signups of each; those without any are left out."""
    if not screening_ids:
        return {}
    counted = (
        select(Signup.screening_id, func.count())
        .where(Signup.screening_id.in_(screening_ids))
        .group_by(Signup.screening_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def sources_of(screening_id: str) -> list[tuple[str, int]]:
    """How signups came, the largest source first."""
    number = func.count()
    counted = (
        select(Signup.source, number)
        .where(Signup.screening_id == screening_id)
        .group_by(Signup.source)
        .order_by(number.desc(), Signup.source)
    )
    return [(row[0], row[1]) for row in db.session.execute(counted)]


def by_campaign(campaign_ids: Collection[str]) -> Any:
    """All signups of each, those of its standing screenings too; those without any are left out."""
    return (
        select(Screening.campaign_id, func.count())
        .join(Signup, Signup.screening_id == Screening.id)
        .where(Screening.campaign_id.in_(sorted(campaign_ids)))
        .group_by(Screening.campaign_id)
    )


def of_campaigns(campaign_ids: Collection[str]) -> dict[str, int]:
    """What by_campaign counts, by campaign."""
    return dict(db.session.execute(by_campaign(campaign_ids)).all())


def of_campaign(campaign_id: str) -> int:
    """All signups of a campaign, those of its standing screenings too."""
    counted = select(func.count()).select_from(Signup).join(Screening, Screening.id == Signup.screening_id)
    return db.session.execute(counted.where(Screening.campaign_id == campaign_id)).scalar_one()
