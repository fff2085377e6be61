"""What this room holds about a person: files that wait to be fetched, in which they stand."""

from typing import Any

from sqlalchemy import delete, select, update

from tracker.finding import exports
from tracker.finding.export import ExportOf
from tracker.store.db import db


def forget(ally_id: str) -> None:
    """Files in which they stand go, gathered or locked: whoever asked for one asks anew, and they are not in it."""
    exports.drop_those_with(ally_id)


def move(ally_id: str, to: str) -> None:
    """Two allies were one."""
    had = select(ExportOf.export_id).where(ExportOf.ally_id == to)
    db.session.execute(delete(ExportOf).where(ExportOf.ally_id == ally_id, ExportOf.export_id.in_(had)))
    db.session.execute(update(ExportOf).where(ExportOf.ally_id == ally_id).values(ally_id=to))


def tell(ally_id: str) -> dict[str, Any]:  # noqa: ARG001
    """Nothing: a file that waits is told of when it leaves, among the copies."""
    return {}
