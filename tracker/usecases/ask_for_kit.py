"""Somebody wants a whole campaign's kit, thinks better of it, or takes it."""

from tracker.errors import NotThere
from tracker.paper.card import PAPERS
from tracker.screenings import campaigns, kits
from tracker.store.transactions import transaction


def ask(campaign_id: str, paper: str, by: str | None) -> str:
    """The id of the kit: the one that is being drawn already, or a new one. Raises NotThere, NoneToCome."""
    if paper not in PAPERS:
        raise NotThere
    with transaction():
        return kits.begin(campaigns.by_id(campaign_id), paper, by).id


def give_up(campaign_id: str) -> bool:
    """Whether there was one. What was drawn of it goes; codes that were made stay."""
    with transaction():
        return kits.drop(campaign_id)


def take(campaign_id: str) -> str:
    """The id of the kit that is ready; it stays for an hour from the first time. Raises KitNotReady."""
    with transaction():
        return kits.fetch(campaign_id).id
