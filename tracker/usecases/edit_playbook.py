"""A coordinator changes what signups earn from now on, and says what becomes of what is open."""

from tracker.followups import editing, replanning
from tracker.followups.playbook import Step
from tracker.followups.step_rules import Draft
from tracker.letters.unwritten import withdraw_for, written_for
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import trace


def add_step(playbook_id: str, draft: Draft, account_id: str) -> str:
    """The id of the new step. Raises NotThere and the refusals of step_rules."""
    with transaction():
        editing.lock(playbook_id)
        row = editing.add(playbook_id, draft)
        trace.note("step added", account_id, "step", row.id, row.key)
        return row.id


def change_step(step_id: str, draft: Draft, account_id: str, open_ones: str | None = None) -> None:
    """`open_ones`: "leave" or "change". Raises NotThere, the refusals of step_rules, ChangedMeanwhile, OpenUndecided."""
    with transaction():
        row = _locked(editing.step(step_id))
        held = editing.Held(replanning.hold_open(row), written_for(replanning.versions_of(row)))
        row = editing.change(row, draft, open_ones, held)
        trace.note("step changed", account_id, "step", row.id, f"{row.key} {open_ones or ''}".strip())


def archive_step(step_id: str, account_id: str, open_ones: str | None = None) -> None:
    """`open_ones`: "leave" or "close". Raises NotThere, Followed and OpenUndecided."""
    with transaction():
        row = _locked(editing.current(step_id))
        closed = editing.archive(row, open_ones)
        withdraw_for(closed)
        trace.note("step archived", account_id, "step", row.id, f"{row.key} {open_ones or ''}".strip())


def bring_step_back(step_id: str, account_id: str) -> None:
    """Raises NotThere and the refusals of step_rules."""
    with transaction():
        row = _locked(editing.current(step_id))
        editing.bring_back(row)
        trace.note("step brought back", account_id, "step", row.id, row.key)


def move_step(step_id: str, by: int, account_id: str) -> None:
    """One place up or down. Raises NotThere."""
    with transaction():
        row = _locked(editing.current(step_id))
        editing.move(row, by)
        trace.note("step moved", account_id, "step", row.id, row.key)


def give_own_playbook(campaign_id: str, account_id: str) -> None:
    """Copy the default playbook for a campaign. Raises NotThere."""
    with transaction():
        campaign = row_of(Campaign, campaign_id)
        editing.make_own(campaign.id, campaign.name)
        trace.note("playbook copied", account_id, "campaign", campaign.id)


def _locked(row: Step) -> Step:
    editing.lock(row.playbook_id)
    db.session.refresh(row)
    return row
