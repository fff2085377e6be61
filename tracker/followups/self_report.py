"""What an ally says of themselves, by a button in a letter: kept as an attempt by nobody, and counted apart."""

from datetime import datetime

from sqlalchemy import select

from tracker.followups import closing
from tracker.followups.followup import Attempt, Changed, FollowUp
from tracker.followups.outcomes import SELF_REPORTED
from tracker.followups.plan import plan_after
from tracker.store.db import db

# What a press may take the place of. "answered" was heard by a person; "withdrawn" and "asked to stop" stay too.
GIVES_WAY = (None, "sent", *SELF_REPORTED)


def standing(follow_up_id: str) -> Attempt | None:
    """What they said last."""
    said = select(Attempt).where(
        Attempt.follow_up_id == follow_up_id, Attempt.outcome.in_(SELF_REPORTED), Attempt.undone_at.is_(None)
    )
    return db.session.scalars(said.order_by(Attempt.at.desc(), Attempt.id)).first()


def record(follow_up: FollowUp, outcome: str, now: datetime, plans: bool) -> Attempt:
    """Write it down, close with it, and plan what follows unless they may not be contacted; inside a transaction."""
    attempt = Attempt(follow_up_id=follow_up.id, at=now, outcome=outcome, changed=Changed())
    if follow_up.outcome in GIVES_WAY:
        closing.close(follow_up, outcome, follow_up.closed_at or now)
    db.session.add(attempt)
    db.session.flush()
    if plans:
        attempt.changed = Changed(planned=plan_after(follow_up, outcome, now))
    return attempt
