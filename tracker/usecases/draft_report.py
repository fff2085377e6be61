"""Somebody of the team drafts a report: the numbers are counted and protected, and the draft is what its readers would see."""

from datetime import datetime

from tracker import clock
from tracker.errors import Refusal
from tracker.reports import counted, drafting, kept, periods
from tracker.reports.counted import Counted
from tracker.reports.drafting import Asked
from tracker.store.transactions import snapshot, transaction
from tracker.team import trace
from tracker.words import lazy


class StillCounted(Refusal):
    sentence = lazy(
        "So many people are counted by the worker, which takes a minute or so for a million. It is at it: come back then, and "
        "do this again."
    )
    status = 409


def draft(campaign_id: str, asked: Asked, by: str) -> str:
    """The id of the new draft. Raises StillCounted, and what periods.checked() and drafting.checked() raise."""
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
    """The numbers of now. Raises NotThere, DraftChanged and StillCounted."""
    before = drafting.by_id(draft_id)
    found = _count(before.campaign_id, drafting.asked_of(before), before.counted_at)
    with transaction():
        drafting.count_again(drafting.locked(draft_id, seen), found)


def throw_away(draft_id: str, seen: int, by: str) -> None:
    """Nothing of it stays. Raises NotThere and DraftChanged."""
    with transaction() as rows:
        row = drafting.locked(draft_id, seen)
        trace.note("report draft thrown away", by, "campaign", row.campaign_id)
        rows.delete(row)


def _count(campaign_id: str, asked: Asked, after: datetime | None = None) -> Counted:
    """Before the transaction: no signup waits for it. A large campaign is counted by the worker; `after`: since then."""
    scope = counted.scope_of(campaign_id, periods.checked(asked.period))
    with snapshot():
        found = kept.look(scope, clock.now())
        if found is not None and (after is None or found.counted_at > after or kept.is_quick(scope)):
            return counted.count(found, asked.last_id)
    with transaction():
        kept.ask(scope, clock.now())
    raise StillCounted
