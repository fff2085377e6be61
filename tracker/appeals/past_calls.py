"""A past for calls to action: what organizers wrote for the first interests, and how often that was pressed."""

from collections.abc import Mapping, Sequence
from datetime import date

from tracker.appeals import counting, defining, interest
from tracker.appeals.defining import Draft
from tracker.appeals.interest import NextStep
from tracker.records import dataclass


@dataclass(frozen=True, slots=True)
class Pressed:
    """How often a next step was pressed on a day; the campaign by its place in the story."""

    key: str
    campaign: int
    place: str
    day: date
    number: int


def live(calls: Mapping[str, Mapping[str, NextStep]], presses: Sequence[Pressed], campaign_ids: Sequence[str]) -> None:
    """Inside a transaction; the calls by interest and language."""
    known = {each.key: each for each in interest.every()}
    for key, steps in calls.items():
        row = known[key]
        defining.change(row.id, Draft(row.labels, steps))
    for each in presses:
        counting.add(known[each.key].id, campaign_ids[each.campaign], each.place, each.day, each.number)
