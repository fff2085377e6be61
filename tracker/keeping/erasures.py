"""Erasures that wait."""

from datetime import datetime

from sqlalchemy import select

from tracker.keeping.erasure import Erasure
from tracker.store.db import db


def row_waiting(ally_id: str) -> Erasure | None:
    wanted = select(Erasure).where(Erasure.ally_id == ally_id, Erasure.done_at.is_(None))
    return db.session.scalars(wanted.where(Erasure.taken_back_at.is_(None))).first()


def waiting(ally_id: str) -> datetime | None:
    """Until when it can be taken back."""
    row = row_waiting(ally_id)
    return row.due_at if row else None
