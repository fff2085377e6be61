"""What this room holds about a person: that something was done to them with many others; files that wait, in which they stand."""

from typing import Any

from sqlalchemy import delete, select, update

from tracker.finding import exports
from tracker.finding.bulk_deed import BulkDeed, BulkDone
from tracker.finding.export import ExportOf
from tracker.store.db import db
from tracker.times import iso


def tell(ally_id: str) -> dict[str, Any]:
    """For themselves."""
    done = select(BulkDeed.deed, BulkDeed.made_at).join(BulkDone, BulkDone.bulk_deed_id == BulkDeed.id)
    rows = db.session.execute(done.where(BulkDone.ally_id == ally_id).order_by(BulkDeed.made_at, BulkDeed.id))
    return {"done_with_many": [{"what": deed, "at": iso(at)} for deed, at in rows]}


def forget(ally_id: str) -> None:
    """Nothing of it can be taken back for them; how many it was done to stays. Files in which they stand go, gathered or locked."""
    exports.drop_those_with(ally_id)
    db.session.execute(delete(BulkDone).where(BulkDone.ally_id == ally_id))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: what was done to either can be taken back from the one."""
    in_it = select(ExportOf.export_id).where(ExportOf.ally_id == to)
    db.session.execute(delete(ExportOf).where(ExportOf.ally_id == ally_id, ExportOf.export_id.in_(in_it)))
    db.session.execute(update(ExportOf).where(ExportOf.ally_id == ally_id).values(ally_id=to))
    had = select(BulkDone.bulk_deed_id).where(BulkDone.ally_id == to)
    db.session.execute(delete(BulkDone).where(BulkDone.ally_id == ally_id, BulkDone.bulk_deed_id.in_(had)))
    db.session.execute(update(BulkDone).where(BulkDone.ally_id == ally_id).values(ally_id=to))
