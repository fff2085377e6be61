"""What was cleared, by night and kind, for the page that proves it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker.keeping.cleared import Cleared
from tracker.keeping.clocks import Clock
from tracker.store.db import db
from tracker.team import settings


def note(what: Clock, number: int, now: datetime) -> None:
    """So many more in this night; inside a transaction."""
    night = now.astimezone(ZoneInfo(settings.get("zone"))).replace(hour=0, minute=0, second=0, microsecond=0)
    same = select(Cleared).where(Cleared.kind == what.kind, Cleared.at >= night, Cleared.days == what.span.days)
    row = db.session.scalars(same.limit(1).with_for_update()).first()
    if row is None:
        db.session.add(Cleared(kind=what.kind, at=now, number=number, days=what.span.days))
    else:
        row.number, row.at = row.number + number, now
    db.session.flush()


def lately(most: int) -> list[Cleared]:
    """The latest first."""
    return list(db.session.scalars(select(Cleared).order_by(Cleared.at.desc(), Cleared.id).limit(most)))
