"""An ally has answered a letter: its thread closes with that, and the playbook plans the call."""

from tracker import clock
from tracker.allies import answer_by_link
from tracker.errors import NotThere, Refusal
from tracker.followups import closing, plan
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.outcomes import SELF_REPORTED
from tracker.hooks import happened
from tracker.letters import confirming
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy


class AnsweredAlready(Refusal):
    sentence = lazy("That answer has been written down already.")
    status = 409


def note_answer(follow_up_id: str, account_id: str, campaigns: frozenset[str] | None) -> list[str]:
    """The ids of what is planned for it. Raises NotThere and AnsweredAlready."""
    with transaction():
        # The ally before the follow-up: see record_outcome.
        ally = answer_by_link.find(row_of(FollowUp, follow_up_id).ally_id)
        follow_up = db.session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
        if follow_up.channel != "letter" or follow_up.held:
            raise NotThere
        if campaigns is not None and follow_up.campaign_id not in campaigns:
            raise NotThere
        # Open: the letter has left, its thread waits. Stopped or withdrawn stays so.
        if follow_up.outcome == "answered":
            raise AnsweredAlready
        if follow_up.outcome not in (None, "sent", *SELF_REPORTED):
            raise NotThere
        now = clock.now()
        attempt = Attempt(follow_up_id=follow_up.id, at=now, account_id=account_id, outcome="answered", changed={})
        db.session.add(attempt)
        closing.close(follow_up, "answered", now)
        db.session.flush()
        if ally is not None:
            confirming.reach(ally)
        planned = plan.plan_after(follow_up, "answered", now)
        happened.outcome(attempt.id, follow_up)
        trace.note("answer noted", account_id, "ally", follow_up.ally_id)
        return planned
