"""Whose time is over: the last own act, and the longest period of the campaigns they signed up for."""

from datetime import datetime

from sqlalchemy import exists, select, text

from tracker.allies.ally import HELD, Ally
from tracker.keeping.erasure import Erasure
from tracker.keeping.periods import DEFAULT_MONTHS, acted_before
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db


def outlived(now: datetime, most: int, only: str | None = None) -> list[str]:
    """Ids of up to `most` allies whose period is over, or of `only` that one. Who asked to be erased goes by that."""
    used = set(db.session.scalars(select(Campaign.retention_months).distinct()))
    found: dict[str, None] = {}
    for months in sorted({*used, DEFAULT_MONTHS}):
        signed_up = exists().where(Signup.ally_id == Ally.id)
        longer = signed_up.where(
            Screening.id == Signup.screening_id,
            Campaign.id == Screening.campaign_id,
            Campaign.retention_months > months,
        )
        waits = exists().where(Erasure.ally_id == Ally.id, Erasure.done_at.is_(None), Erasure.taken_back_at.is_(None))
        over = select(Ally.id).where(text(f"ally.{HELD}"), Ally.acted_at < acted_before(now.date(), months))
        over = over.where(~waits, ~longer, *([signed_up] if months < DEFAULT_MONTHS else []))
        if only is not None:
            over = over.where(Ally.id == only)
        found.update(dict.fromkeys(db.session.scalars(over.order_by(Ally.acted_at).limit(most))))
    return list(found)[:most]
