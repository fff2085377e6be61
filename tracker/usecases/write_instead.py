"""A coordinator writes the letter that can go instead of a call."""

from tracker.followups import editing, instead
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace


def write_instead(step_id: str, said: instead.Said, account_id: str) -> None:
    """No words: no letter instead. Raises NotThere and what instead.keep() raises."""
    with transaction():
        step = editing.step(step_id)
        editing.lock(step.playbook_id)
        db.session.refresh(step)
        instead.keep(step, said)
        trace.note("letter instead changed", account_id, "step", step.id, step.key)
