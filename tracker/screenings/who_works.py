"""Who of the team works on which campaign."""

from sqlalchemy import delete, select

from tracker.screenings.campaign import Campaign, WorksOn
from tracker.store.db import db


def campaigns_of(account_id: str) -> frozenset[str]:
    """Ids of the campaigns an account works on."""
    return frozenset(db.session.scalars(select(WorksOn.campaign_id).where(WorksOn.account_id == account_id)))


def by_account() -> dict[str, frozenset[str]]:
    """The same for everybody at once."""
    found: dict[str, set[str]] = {}
    for account_id, campaign_id in db.session.execute(select(WorksOn.account_id, WorksOn.campaign_id)):
        found.setdefault(account_id, set()).add(campaign_id)
    return {account_id: frozenset(ids) for account_id, ids in found.items()}


def campaign_names() -> dict[str, str]:
    """Every campaign's name by its id, the newest first."""
    rows = db.session.execute(select(Campaign.id, Campaign.name).order_by(Campaign.created_at.desc(), Campaign.id))
    return dict(rows.all())


def set_campaigns(account_id: str, wanted: frozenset[str]) -> tuple[int, int]:
    """Make it these; unknown ids are left out. How many were added, how many dropped."""
    before = campaigns_of(account_id)
    known = wanted & frozenset(campaign_names())
    for campaign_id in sorted(known - before):
        db.session.add(WorksOn(account_id=account_id, campaign_id=campaign_id))
    dropped = before - known
    db.session.execute(delete(WorksOn).where(WorksOn.account_id == account_id, WorksOn.campaign_id.in_(dropped)))
    return len(known - before), len(dropped)
