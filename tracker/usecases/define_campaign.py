"""A campaign is defined, with its standing screenings and codes; or what is known of it changes."""

from tracker.screenings import campaigns
from tracker.screenings.campaigns import CampaignFacts
from tracker.store.transactions import transaction


def define(facts: CampaignFacts, by: str | None) -> str:
    """The id of the new campaign; who makes it works on it. Raises DatesCrossed and NotThere."""
    with transaction():
        return campaigns.add(facts, by).id


def change(campaign_id: str, facts: CampaignFacts) -> None:
    """Raises DatesCrossed and NotThere."""
    with transaction():
        campaigns.write(campaigns.by_id(campaign_id), facts)
