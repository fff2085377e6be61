"""Head counts: added, and read. The latest one holds; a missing one means "not computable"."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from tracker import clock
from tracker.errors import Refusal
from tracker.screenings import calendar
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.words import lazy


class NotBegun(Refusal):
    sentence = lazy("It has not begun yet. Count heads once people sit in the room.")
    field = "heads"


def add(screening: Screening, kind: str, heads: int, by: str | None, at: datetime | None = None) -> HeadCount:
    """One more count of a room, made `at` (now); inside a transaction. Raises NotBegun."""
    if not calendar.has_begun(screening):
        raise NotBegun
    return _add(HeadCount(screening_id=screening.id, kind=kind, heads=heads, at=at or clock.now(), account_id=by))


def add_admissions(campaign_id: str, heads: int, by: str | None) -> HeadCount:
    """One total of a list for a whole campaign; inside a transaction."""
    return _add(HeadCount(campaign_id=campaign_id, kind="admissions", heads=heads, at=clock.now(), account_id=by))


def of_screening(screening_id: str) -> list[HeadCount]:
    """Every count of a room, the latest first."""
    return _latest_first(HeadCount.screening_id == screening_id)


def of_campaign(campaign_id: str) -> list[HeadCount]:
    """Every total of a campaign, the latest first."""
    return _latest_first(HeadCount.campaign_id == campaign_id)


def latest_of(screening_ids: Collection[str]) -> dict[str, HeadCount]:
    """The count that holds, for each screening that has one."""
    order = func.row_number().over(
        partition_by=HeadCount.screening_id, order_by=(HeadCount.at.desc(), HeadCount.id.desc())
    )
    ranked = select(HeadCount.id, order.label("rank")).where(HeadCount.screening_id.in_(screening_ids)).subquery()
    latest = select(HeadCount).join(ranked, ranked.c.id == HeadCount.id).where(ranked.c.rank == 1)
    return {str(row.screening_id): row for row in db.session.scalars(latest)}


def _add(row: HeadCount) -> HeadCount:
    db.session.add(row)
    db.session.flush()
    return row


def _latest_first(condition: object) -> list[HeadCount]:
    wanted = select(HeadCount).where(condition)  # type: ignore[arg-type]
    return list(db.session.scalars(wanted.order_by(HeadCount.at.desc(), HeadCount.id.desc())))
