"""Within a minute, whoever wrote an outcome down takes it back: everything stands as before, but for what others touched."""

from datetime import timedelta

from sqlalchemy import select

from tracker import clock
from tracker.allies import answer_by_link, hear_no, suppress
from tracker.allies.ally import Ally
from tracker.errors import NotThere, Refusal
from tracker.followups import closing, recording, unplan
from tracker.followups.claiming import HeldAlready
from tracker.followups.followup import Attempt, Changed, FollowUp
from tracker.hooks import happened
from tracker.keeping import erasures
from tracker.letters import confirming, held_back
from tracker.store.db import db
from tracker.store.rows import is_id, row_of
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy


class ErasedSince(Refusal):
    sentence = lazy("They have asked to be erased since, so what you wrote down stays.")
    status = 409


def undo_outcome(attempt_id: str, account_id: str) -> str:
    """The id of the follow-up, open again. Raises NotThere, UndoneAlready, MinuteOver, HeldAlready, ErasedSince."""
    with transaction():
        whose = _hold_ally(attempt_id)
        attempt = row_of(Attempt, attempt_id, lock=True)
        if attempt.account_id != account_id or "before" not in attempt.changed:
            raise NotThere
        now = clock.now()
        if attempt.undone_at is not None:
            raise recording.UndoneAlready
        if now - attempt.at > timedelta(seconds=recording.UNDO_SECONDS):
            raise recording.MinuteOver
        follow_up = db.session.get_one(FollowUp, attempt.follow_up_id, with_for_update=True, populate_existing=True)
        if follow_up.claimed_by_id not in (None, account_id) or follow_up.tries != _tries_after(attempt.changed):
            raise HeldAlready
        if erasures.begun(follow_up.ally_id):
            raise ErasedSince
        attempt.undone_at = now
        recording.put_back(follow_up, attempt.changed["before"])
        db.session.flush()
        _take_back(attempt, whose, account_id)
        db.session.flush()
        happened.outcome(attempt.id, follow_up, undone=True)
        trace.note("outcome undone", account_id, "ally", follow_up.ally_id, attempt.outcome)
        return follow_up.id


def _hold_ally(attempt_id: str) -> Ally | None:
    """Before the attempt, as whoever forgets them does: two who meet wait for each other in one order."""
    made = select(FollowUp.ally_id).join(Attempt, Attempt.follow_up_id == FollowUp.id).where(Attempt.id == attempt_id)
    ally_id = db.session.scalar(made) if is_id(attempt_id) else None
    return answer_by_link.find(ally_id) if ally_id else None


def _tries_after(changed: Changed) -> int:
    """More tries than this: somebody has called again since."""
    return int(changed["before"]["tries"] or 0) + 1


def _take_back(attempt: Attempt, ally: Ally | None, account_id: str) -> None:
    """What the outcome did besides."""
    changed = attempt.changed
    planned = changed.get("planned", [])
    unplan.unplan(planned, keep=held_back.written_for(planned))
    closing.reopen(changed.get("closed", []), attempt.outcome)
    held_back.let_go(changed.get("withdrawn", []))
    if ally is not None and "released" in changed:
        confirming.take_back(ally, attempt)
    if ally is None or "consent" not in changed:
        return
    hear_no.take_back(ally, changed["consent"], account_id)
    if "suppressed" in changed:
        contact = ally.contact or {}
        suppress.lift(contact.get("email"), contact.get("phone"), (changed["suppressed"],))
