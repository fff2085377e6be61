"""What left the house by somebody's hands: listed when they retire, so that it can be asked for."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.followups.followup import Attempt, FollowUp
from tracker.keeping.copies import BY_PHONE
from tracker.keeping.copy_left import Copy, CopyOf
from tracker.records import dataclass
from tracker.store.db import db

# The latest so many are listed one by one.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """One copy: what, when, where to, and of how many allies."""

    kind: str
    at: datetime
    place: str
    allies: int


def left_by(account_id: str) -> list[Taken]:
    """The latest first, at most SHOWN."""
    rows = (
        select(Copy.kind, Copy.at, Copy.place, func.count(CopyOf.id))
        .outerjoin(CopyOf, CopyOf.copy_id == Copy.id)
        .where(Copy.account_id == account_id)
        .group_by(Copy.id, Copy.kind, Copy.at, Copy.place)
        .order_by(Copy.at.desc(), Copy.id)
        .limit(SHOWN)
    )
    return [Taken(*row) for row in db.session.execute(rows)]


def called_by(account_id: str) -> int:
    """How many allies their phone rang or wrote to: it keeps the numbers. A try that was taken back was not made."""
    rang = (
        select(func.count(FollowUp.ally_id.distinct()))
        .join(Attempt, Attempt.follow_up_id == FollowUp.id)
        .where(Attempt.account_id == account_id, Attempt.undone_at.is_(None), FollowUp.channel.in_(BY_PHONE))
    )
    return db.session.scalar(rang) or 0
