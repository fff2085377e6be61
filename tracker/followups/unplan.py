"""Taking back what an outcome has planned, as far as nobody has touched it."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.store.db import db


def unplan(follow_up_ids: Sequence[str], keep: frozenset[str]) -> None:
    """Remove those that are open, untried, unclaimed and not in `keep` (a letter is on its way); inside a transaction."""
    tried = select(Attempt.id).where(Attempt.follow_up_id == FollowUp.id).exists()
    untouched = db.session.scalars(
        select(FollowUp.id)
        .where(FollowUp.id.in_(list(follow_up_ids)), FollowUp.state == "open", FollowUp.tries == 0)
        .where(FollowUp.claimed_by_id.is_(None), ~tried)
        .with_for_update()
    )
    gone = [follow_up_id for follow_up_id in untouched if follow_up_id not in keep]
    for statement in (
        delete(FollowUpSignup).where(FollowUpSignup.follow_up_id.in_(gone)),
        delete(FollowUp).where(FollowUp.id.in_(gone)),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
