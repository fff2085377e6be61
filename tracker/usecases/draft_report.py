"""Somebody of the team drafts a report: the numbers are counted and protected, and the draft is what its readers would see.

Of a small campaign that is done while they wait. A large one is prepared by the worker (prepare_reports): the draft is there at once,
with its days, words and stories, and its page says that its numbers are to come.
"""

from tracker import clock
from tracker.reports import counted, drafting, kept, periods
from tracker.reports.counted import Counted
from tracker.reports.drafting import Asked
from tracker.store.transactions import snapshot, transaction
from tracker.team import trace


def draft(campaign_id: str, asked: Asked, by: str) -> str:
    """The id of the draft: of a second press that of the first. Raises what periods.checked() and drafting.checked() raise."""
    found = _count(campaign_id, asked)
    with transaction():
        there = drafting.pressed_twice(campaign_id, asked, by)
        if there is not None:
            return there.id
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
        row = drafting.locked(draft_id, seen)
        drafting.change(row, asked, found, by)
        if not same and found is None:
            drafting.have_counted(row, anew=False)
        trace.note("report draft changed", by, "campaign", campaign_id)


def count_again(draft_id: str, seen: int) -> None:
    """The numbers of now. Raises NotThere and DraftChanged."""
    before = drafting.by_id(draft_id)
    found = _count(before.campaign_id, drafting.asked_of(before))
    with transaction():
        row = drafting.locked(draft_id, seen)
        if found is None:
            drafting.have_counted(row, anew=True)
        else:
            drafting.count_again(row, found)


def throw_away(draft_id: str, seen: int, by: str) -> None:
    """Nothing of it stays. Raises NotThere and DraftChanged."""
    with transaction() as rows:
        row = drafting.locked(draft_id, seen)
        trace.note("report draft thrown away", by, "campaign", row.campaign_id)
        rows.delete(row)


def _count(campaign_id: str, asked: Asked) -> Counted | None:
    """Before the transaction: no signup waits for it. None: it takes longer than somebody should wait, and the worker does it."""
    scope = counted.scope_of(campaign_id, periods.checked(asked.period))
    with snapshot():
        found = kept.look(scope, clock.now()) if kept.is_quick(scope, drafting.AT_ONCE) else None
        return counted.count(found, asked.last_id) if found is not None else None
