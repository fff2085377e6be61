"""Follow-ups that the house closes by itself: because the letter left, or because nobody may write any more."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker import clock
from tracker.followups.closing import close
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.plan import plan_after
from tracker.store.db import db

# Outcomes, keys of followups.outcomes.
SENT, WITHDRAWN = "sent", "withdrawn"


def close_sent(follow_up_id: str) -> None:
    """Its letter left: close it and plan what follows; inside a transaction. One closed meanwhile stays as it is."""
    for follow_up in _open_ones([follow_up_id]):
        _close(follow_up, SENT)
        plan_after(follow_up, SENT, clock.now())


def close_withdrawn(follow_up_ids: Sequence[str]) -> None:
    """Their letters must not leave: close them; inside a transaction. Nothing follows."""
    for follow_up in _open_ones(follow_up_ids):
        _close(follow_up, WITHDRAWN)


def _open_ones(follow_up_ids: Sequence[str]) -> Sequence[FollowUp]:
    wanted = select(FollowUp).where(FollowUp.id.in_(follow_up_ids), FollowUp.state == "open")
    return db.session.scalars(wanted.order_by(FollowUp.id).with_for_update()).all()


def _close(follow_up: FollowUp, outcome: str) -> None:
    now = clock.now()
    close(follow_up, outcome, now)
    follow_up.tries += 1
    db.session.add(Attempt(follow_up_id=follow_up.id, at=now, outcome=outcome))
    db.session.flush()
