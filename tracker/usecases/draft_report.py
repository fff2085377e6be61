"""Somebody of the team drafts a report: the numbers are counted and protected, and the draft is what its readers would see."""

from tracker import clock
from tracker.reports import counted, drafting, periods
from tracker.reports.counted import Counted
from tracker.reports.drafting import Asked
from tracker.store.transactions import snapshot, transaction
from tracker.team import trace


def draft(campaign_id: str, asked: Asked, by: str) -> str:
    """The id of the new draft. Raises what periods.checked() and drafting.checked() raise."""
    found = _count(campaign_id, asked)
    with transaction():
        row = drafting.begin(campaign_id, asked, found, by)
        trace.note("report drafted", by, "campaign", campaign_id)
        return row.id


def change(draft_id: str, asked: Asked, seen: int, by: str) -> None:
    """Another period, or another report to compare with, is counted anew. Raises NotThere, DraftChanged, and as above."""
    before = drafting.by_id(draft_id)
    campaign_id = before.campaign_id
    was = drafting.asked_of(before)
    same = (was.period, was.last_id) == (asked.period, asked.last_id)
    found = None if same else _count(campaign_id, asked)
    with transaction():
        drafting.change(drafting.locked(draft_id, seen), asked, found, by)
        trace.note("report draft changed", by, "campaign", campaign_id)


def count_again(draft_id: str, seen: int) -> None:
    """The numbers of now. Raises NotThere and DraftChanged."""
    before = drafting.by_id(draft_id)
    found = _count(before.campaign_id, drafting.asked_of(before))
    with transaction():
        drafting.count_again(drafting.locked(draft_id, seen), found)


def throw_away(draft_id: str, seen: int, by: str) -> None:
    """Nothing of it stays. Raises NotThere and DraftChanged."""
    with transaction() as rows:
        row = drafting.locked(draft_id, seen)
        trace.note("report draft thrown away", by, "campaign", row.campaign_id)
        rows.delete(row)


def _count(campaign_id: str, asked: Asked) -> Counted:
    """Before the transaction: it may take a second, and no signup waits for it."""
    with snapshot():
        return counted.count(campaign_id, periods.checked(asked.period), asked.last_id, clock.now())
