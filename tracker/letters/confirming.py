"""An address turns out to be the ally's own: what was held goes its way, and the reminder stays at home.

The ally is locked by the caller. Call it before anything is planned: what follows is not held then.
"""

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.confirmed import is_confirmed
from tracker.followups import reaching, releasing
from tracker.followups.followup import Attempt, Changed
from tracker.letters import held_back
from tracker.store.db import db


def confirm(ally: Ally) -> bool:
    """They did what only a reader of our letter can; inside a transaction. False: that was known already."""
    if ally.confirmed_at is not None:
        return False
    _let_go(ally)
    ally.confirmed_at = clock.now()
    db.session.flush()
    return True


def reach(ally: Ally) -> Changed:
    """Somebody of the team spoke with them; inside a transaction. What it changed, so that it can be taken back."""
    if is_confirmed(ally):
        return Changed()
    changed = _let_go(ally)
    ally.reached_at = clock.now()
    db.session.flush()
    return changed


def take_back(ally: Ally, attempt: Attempt) -> None:
    """They were not reached after all; inside a transaction. What their own link, or another, has confirmed meanwhile stays."""
    other = reaching.another(ally.id, attempt)
    if other is not None:
        reaching.hand_on(attempt.changed, other)
        return
    ally.reached_at, changed = None, attempt.changed
    if ally.confirmed_at is not None:
        return
    held = changed.get("released", {})
    releasing.take_back(held, changed.get("reminders", []), keep=held_back.written_for(sorted(held)))
    held_back.let_go(changed.get("reminding", []))


def _let_go(ally: Ally) -> Changed:
    if is_confirmed(ally):
        return Changed()
    found = releasing.release(ally.id, clock.now())
    return Changed(released=found.held, reminders=found.reminders, reminding=held_back.hold_back_for(found.reminders))
