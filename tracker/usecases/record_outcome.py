"""Somebody writes down how it went: the attempt, the next step or the end, and what the ally said about contact."""

from sqlalchemy import select

from tracker import clock
from tracker.allies import answer_by_link, hear_no, suppress
from tracker.allies.ally import Ally
from tracker.followups import behind, claiming, closing, plan, recording
from tracker.followups.claiming import Worker
from tracker.followups.followup import Changed, FollowUp
from tracker.followups.outcomes import Outcome
from tracker.followups.recording import Told
from tracker.hooks import happened
from tracker.letters import confirming, held_back
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.team.token import Token


def record_outcome(follow_up_id: str, told: Told, who: Worker, token: Token | None = None) -> str:
    """The id of the attempt. `token`: by which another program did it in their name; then whoever answers for it is traced.

    Raises NotThere, ForCoordinators, ClosedAlready, HeldAlready, ClaimFirst, and what
    recording.record() raises.
    """
    with transaction():
        _hold_ally(follow_up_id)
        follow_up = claiming.reachable(follow_up_id, who, lock=True)
        claiming.check_held(follow_up, who.account_id)
        now = clock.now()
        attempt = recording.record(follow_up, told, who.account_id, behind.zone_of(follow_up.id), now)
        changed = Changed(**_reached(follow_up, told.outcome), **_hear(follow_up, told.outcome.key, who.account_id))
        if follow_up.state == "closed" and told.outcome.key != "asked to stop":
            changed["planned"] = plan.plan_after(follow_up, str(follow_up.outcome), now)
        # A new value, not a changed one: JSON columns do not see what happens inside them.
        attempt.changed = Changed(**{**attempt.changed, **changed})
        db.session.flush()
        happened.outcome(attempt.id, follow_up)
        by, how = (token.kept_by_id, f", token {token.id}") if token else (who.account_id, "")
        trace.note("outcome written", by, "ally", follow_up.ally_id, told.outcome.key + how)
        return attempt.id


def _hold_ally(follow_up_id: str) -> None:
    """Before the follow-up, as whoever confirms an address does: two who meet wait for each other in one order."""
    if is_id(follow_up_id):
        whose = select(Ally.id).join(FollowUp, FollowUp.ally_id == Ally.id).where(FollowUp.id == follow_up_id)
        db.session.execute(whose.with_for_update(of=Ally, key_share=True)).all()


def _reached(follow_up: FollowUp, outcome: Outcome) -> Changed:
    """Somebody has spoken with them: the contact is theirs. Who asked to stop has not said even that."""
    if not outcome.reached or outcome.key == "asked to stop":
        return Changed()
    ally = answer_by_link.find(follow_up.ally_id)
    return confirming.reach(ally) if ally is not None else Changed()


def _hear(follow_up: FollowUp, outcome: str, account_id: str) -> Changed:
    """What the outcome says about contact holds at once, for everything that is planned."""
    if outcome not in ("stop calls", "asked to stop"):
        return Changed()
    ally = answer_by_link.find(follow_up.ally_id)
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
