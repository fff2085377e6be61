"""Somebody says how many were in the room. Counts are facts: a better one is added, none is changed."""

from tracker.screenings import campaigns, heads, log
from tracker.store.transactions import transaction


def count(screening_id: str, kind: str, number: int, by: str | None) -> None:
    """`kind`: counted, estimated or admissions. Raises NotThere, NotForStanding and NotBegun."""
    with transaction():
        heads.add(log.dated(screening_id), kind, number, by)


def count_admissions(campaign_id: str, number: int, by: str | None) -> None:
    """One total for a whole campaign, from the distributor's list. Raises NotThere."""
    with transaction():
        heads.add_admissions(campaigns.by_id(campaign_id).id, number, by)
