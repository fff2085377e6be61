"""Numbers that take too long to count while somebody waits for a page: as they were counted last, with the moment of it.

About nobody: how many there are of something. Made anew at any time.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, db
from tracker.store.ids import new_id
from tracker.store.old import Old
from tracker.store.transactions import add_once

# Counted each night as long as there is a page that shows them.
KEPT = timedelta(days=7)


class KeptCounts(Row):
    """What one page shows. `numbers`: empty until it is counted for the first time."""

    __tablename__ = "kept_counts"

    # Which page.
    name: Mapped[str] = mapped_column(String(20), unique=True)
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Somebody asked for it to be counted anew, and it has not been yet.
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (Index("ix_kept_counts_counted", "counted_at"),)


OLD = (Old(KeptCounts, held=lambda: KeptCounts.id.is_not(None), over=lambda before: KeptCounts.counted_at < before),)


def look(name: str) -> tuple[datetime, dict[str, Any]] | None:
    """When they were counted, and what; None: never."""
    row = db.session.execute(
        select(KeptCounts.counted_at, KeptCounts.numbers).where(KeptCounts.name == name)
    ).one_or_none()
    return (row[0], row[1]) if row is not None and row[0] is not None else None


def keep(name: str, numbers: dict[str, Any], at: datetime) -> None:
    """In the place of what was kept; inside a transaction. Who asked while they were counted is not answered by it."""
    answered = or_(KeptCounts.asked_at.is_(None), KeptCounts.asked_at <= at)
    _put(name, {"counted_at": at, "numbers": numbers})
    db.session.execute(
        update(KeptCounts)
        .where(KeptCounts.name == name, answered)
        .values(asked_at=None)
        .execution_options(synchronize_session=False)
    )


def ask(name: str, at: datetime) -> None:
    """They are wanted anew; inside a transaction."""
    _put(name, {"asked_at": at})


def is_due(name: str, since: datetime) -> bool:
    """Whether they were never counted, not since then, or were asked for."""
    row = db.session.execute(
        select(KeptCounts.counted_at, KeptCounts.asked_at).where(KeptCounts.name == name)
    ).one_or_none()
    return row is None or row[0] is None or row[0] < since or row[1] is not None


def _put(name: str, values: dict[str, Any]) -> None:
    empty: dict[str, Any] = {"id": new_id(), "name": name, "counted_at": None, "asked_at": None, "numbers": {}}
    if not add_once(KeptCounts, [{**empty, **values}]):
        db.session.execute(
            update(KeptCounts)
            .where(KeptCounts.name == name)
            .values(values)
            .execution_options(synchronize_session=False)
        )
