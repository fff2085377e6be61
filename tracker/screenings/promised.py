"""What all campaigns together promise to whoever signs up: how long people are kept, and what the first letter asks."""

from sqlalchemy import case, func, select

from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Promised:
    """Months after the last act, the least and the most of any campaign. None: there is no campaign yet."""

    least_months: int
    most_months: int
    # Whether letters after the first wait until the address is confirmed: in every campaign, in at least one.
    all_confirm: bool
    any_confirms: bool


def promised() -> Promised | None:
    """As the campaigns are set now."""
    asks = func.sum(case((Campaign.confirmed_first, 1), else_=0))
    row = db.session.execute(
        select(func.count(), func.min(Campaign.retention_months), func.max(Campaign.retention_months), asks)
    ).one()
    campaigns, least, most, asking = row
    return Promised(least, most, asking == campaigns, asking > 0) if campaigns else None
