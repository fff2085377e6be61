"""Follow-ups that the house closes by itself: because the letter left, or because nobody may write any more."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker import clock
from tracker.followups.closing import close
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.plan import plan_after, steps_of
from tracker.store.db import db

# Outcomes, keys of followups.outcomes.
SENT, WITHDRAWN = "sent", "withdrawn"


def close_sent(follow_up_ids: Sequence[str]) -> None:
    """Their letters left: close them and plan what follows; inside a transaction. One closed meanwhile stays as it is."""
    now = clock.now()
    follow_ups = _open_ones(follow_up_ids)
    _close(follow_ups, SENT)
    # Most often nothing follows a letter as such: not asked once for each.
    books = steps_of({follow_up.campaign_id for follow_up in follow_ups}) if follow_ups else {}
    asked = {campaign for campaign, steps in books.items() if any("outcome" in step.condition for step in steps)}
    for follow_up in follow_ups:
        if follow_up.campaign_id in asked:
            plan_after(follow_up, SENT, now)


def close_withdrawn(follow_up_ids: Sequence[str]) -> None:
    """Their letters must not leave: close them; inside a transaction. Nothing follows."""
    _close(_open_ones(follow_up_ids), WITHDRAWN)


def _open_ones(follow_up_ids: Sequence[str]) -> Sequence[FollowUp]:
    if not follow_up_ids:
        return []
    wanted = select(FollowUp).where(FollowUp.id.in_(follow_up_ids), FollowUp.state == "open")
    return db.session.scalars(wanted.order_by(FollowUp.id).with_for_update()).all()


def _close(follow_ups: Sequence[FollowUp], outcome: str) -> None:
    now = clock.now()
    for follow_up in follow_ups:
        close(follow_up, outcome, now)
        follow_up.tries += 1
        db.session.add(Attempt(follow_up_id=follow_up.id, at=now, outcome=outcome))
    db.session.flush()
