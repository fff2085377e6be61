"""What this room holds about a person: that something was done to them with many others."""

from sqlalchemy import delete, select, update

from tracker.finding.bulk_deed import BulkDone
from tracker.store.db import db


def forget(ally_id: str) -> None:
    """Nothing of it can be taken back for them; how many it was done to stays."""
    db.session.execute(delete(BulkDone).where(BulkDone.ally_id == ally_id))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: what was done to either can be taken back from the one."""
    had = select(BulkDone.bulk_deed_id).where(BulkDone.ally_id == to)
    db.session.execute(delete(BulkDone).where(BulkDone.ally_id == ally_id, BulkDone.bulk_deed_id.in_(had)))
    db.session.execute(update(BulkDone).where(BulkDone.ally_id == ally_id).values(ally_id=to))
