"""An ally presses Done, Not yet or Not for me in a letter. The last press holds; pressing twice is once."""

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups import self_report as said
from tracker.followups.followup import FollowUp
from tracker.followups.unplan import unplan
from tracker.hooks import happened
from tracker.letters import confirming
from tracker.letters.held_back import written_for
from tracker.store.db import db
from tracker.store.transactions import transaction


def self_report(follow_up_id: str, outcome: str) -> None:
    """`outcome`: one of outcomes.SELF_REPORTED. Of somebody who was erased or left, nothing is written down."""
    with transaction():
        named = db.session.get(FollowUp, follow_up_id)
        ally = answer_by_link.find(named.ally_id) if named is not None else None
        if ally is None or not _heard(ally):
            return
        # The button stands in a letter to them.
        confirming.confirm(ally)
        follow_up = db.session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
        before = said.standing(follow_up_id)
        if before is not None and before.outcome == outcome:
            return
        now = clock.now()
        if before is not None:
            before.undone_at = now
            happened.outcome(before.id, follow_up, undone=True)
            planned = before.changed.get("planned", [])
            unplan(planned, keep=written_for(planned))
        may_follow = "yes" in (ally.email_consent, ally.phone_consent) and follow_up.outcome != "withdrawn"
        happened.outcome(said.record(follow_up, outcome, now, may_follow).id, follow_up)
        ally.acted_at = now


def _heard(ally: Ally) -> bool:
    """Whether we still know and may know them."""
    if ally.contact is None:
        return False
    return not suppressed(contact_fingerprints(ally.contact.get("email"), ally.contact.get("phone")))
