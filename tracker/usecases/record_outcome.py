"""Somebody writes down how it went: the attempt, the next step or the end, and what the ally said about contact."""

from tracker import clock
from tracker.allies import hear_no, suppress
from tracker.allies.ally import Ally
from tracker.followups import behind, claiming, closing, plan, recording
from tracker.followups.claiming import Worker
from tracker.followups.followup import Changed, FollowUp
from tracker.followups.recording import Told
from tracker.letters import held_back
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace


def record_outcome(follow_up_id: str, told: Told, who: Worker) -> str:
    """The id of the attempt. Raises NotThere, ForCoordinators, ClosedAlready, HeldAlready, ClaimFirst, and what
    recording.record() raises.
    """
    with transaction():
        follow_up = claiming.reachable(follow_up_id, who, lock=True)
        claiming.check_held(follow_up, who.account_id)
        now = clock.now()
        attempt = recording.record(follow_up, told, who.account_id, behind.zone_of(follow_up.id), now)
        changed = _hear(follow_up, told.outcome.key, who.account_id)
        if follow_up.state == "closed" and told.outcome.key != "asked to stop":
            changed["planned"] = plan.plan_after(follow_up, str(follow_up.outcome), now)
        # A new value, not a changed one: JSON columns do not see what happens inside them.
        attempt.changed = Changed(**{**attempt.changed, **changed})
        db.session.flush()
        trace.note("outcome written", who.account_id, "ally", follow_up.ally_id, told.outcome.key)
        return attempt.id


def _hear(follow_up: FollowUp, outcome: str, account_id: str) -> Changed:
    """What the outcome says about contact holds at once, for everything that is planned."""
    if outcome not in ("stop calls", "asked to stop"):
        return Changed()
    ally = db.session.get(Ally, follow_up.ally_id, with_for_update=True)
    if ally is None:
        return Changed()
    if outcome == "stop calls":
        consent = hear_no.hear_no(ally, ("phone",), account_id)
        return Changed(consent=consent, closed=closing.close_all(ally.id, outcome, ("call", "text")))
    consent = hear_no.hear_no(ally, ("email", "phone"), account_id)
    withdrawn = held_back.hold_back(ally.id)
    changed = Changed(consent=consent, closed=closing.close_all(ally.id, outcome), withdrawn=withdrawn)
    contact = ally.contact or {}
    email, phone = contact.get("email"), contact.get("phone")
    if not suppress.suppressed(suppress.contact_fingerprints(email, phone)):
        changed["suppressed"] = "left"
        suppress.suppress(email, phone, contact.get("name", ""), "left")
    return changed
