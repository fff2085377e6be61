"""The outcome that somebody has just written down, while it can still be undone."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.behind import zone_of
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.recording import UNDO_SECONDS
from tracker.records import dataclass
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class JustWritten:
    """What the notice says. `closed_as` is None while the follow-up stays open."""

    attempt_id: str
    alias: str
    outcome: str
    next_at: datetime | None
    zone: str
    closed_as: str | None
    planned: int


def just_written(account_id: str) -> JustWritten | None:
    """The latest one of this account, within its minute."""
    found = db.session.execute(
        select(Attempt, Ally.alias, FollowUp.outcome)
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .where(Attempt.account_id == account_id, Attempt.undone_at.is_(None))
        .where(Attempt.at > clock.now() - timedelta(seconds=UNDO_SECONDS))
        .order_by(Attempt.at.desc(), Attempt.id)
        .limit(1)
    ).first()
    if found is None or "before" not in found[0].changed:
        return None
    attempt, alias, closed_as = found
    zone = zone_of(attempt.follow_up_id) if attempt.next_at else ""
    return JustWritten(
        attempt.id, alias, attempt.outcome, attempt.next_at, zone, closed_as, len(attempt.changed.get("planned", []))
    )
