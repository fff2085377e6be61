"""A campaign is defined, with its standing screenings and codes; or what is known of it changes."""

from tracker import clock
from tracker.followups import releasing
from tracker.letters import held_back
from tracker.screenings import campaigns
from tracker.screenings.campaigns import CampaignFacts
from tracker.store.db import db
from tracker.store.transactions import transaction


def define(facts: CampaignFacts, by: str | None) -> str:
    """The id of the new campaign; who makes it works on it. Raises DatesCrossed, PeriodOutside and NotThere."""
    with transaction():
        return campaigns.add(facts, by).id


def change(campaign_id: str, facts: CampaignFacts) -> None:
    """Where it asks no longer for confirmed addresses, what waits for them goes. Raises DatesCrossed, PeriodOutside and NotThere."""
    with transaction():
        campaign = campaigns.by_id(campaign_id)
        campaigns.write(campaign, facts)
        db.session.flush()
        # Also where it did not ask before: somebody may have signed up in the moment in which it was switched off.
        if not campaign.confirmed_first:
            held_back.hold_back_for(releasing.release_campaign(campaign_id, clock.now()))
