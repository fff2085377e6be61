"""Head counts: added, and read. The latest one holds; a missing one means "not computable"."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, select, union_all

from tracker import clock
from tracker.errors import Refusal
from tracker.screenings import calendar
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_rows
from tracker.words import lazy


class NotBegun(Refusal):
    sentence = lazy("It has not begun yet. Count heads once people sit in the room.")
    field = "heads"


def add(screening: Screening, kind: str, heads: int, by: str | None, at: datetime | None = None) -> HeadCount | None:
    """One more count of a room, made `at` (now); inside a transaction. None: the same person said just that last.

    Raises NotBegun.
    """
    if not calendar.has_begun(screening):
        raise NotBegun
    row = HeadCount(screening_id=screening.id, kind=kind, heads=heads, at=at or clock.now(), account_id=by)
    return _add(row, of_screening(screening.id))


def add_admissions(campaign_id: str, heads: int, by: str | None) -> HeadCount | None:
    """One total of a list for a whole campaign; inside a transaction. None: the same person said just that last."""
    row = HeadCount(campaign_id=campaign_id, kind="admissions", heads=heads, at=clock.now(), account_id=by)
    return _add(row, of_campaign(campaign_id))


def add_listed(figures: Iterable[tuple[str, Collection[str], int]], by: str | None) -> None:
    """Figures of a list of admissions: (its row's id, the film screenings that share it, heads); inside a transaction."""
    now = clock.now()
    rows = [
        {
            "id": new_id(), "screening_id": screening_id, "kind": "admissions", "heads": heads, "at": now,
            "account_id": by, "row_id": row_id,
        }
        for row_id, screening_ids, heads in figures
        for screening_id in screening_ids
    ]  # fmt: skip
    if rows:
        add_rows(HeadCount, rows)


def take_back(row_ids: Collection[str]) -> int:
    """What these rows of a list said goes; inside a transaction. How many of the rows had said something."""
    ours = HeadCount.row_id.in_(row_ids)
    said = db.session.scalar(select(func.count(HeadCount.row_id.distinct())).where(ours)) or 0
    db.session.execute(delete(HeadCount).where(ours))
    return said


def of_screening(screening_id: str) -> list[HeadCount]:
    """Every count of a room, the latest first. What a list said of two that were joined stands once."""
    rows = _latest_first(HeadCount.screening_id == screening_id)
    return list({row.row_id or row.id: row for row in reversed(rows)}.values())[::-1]


def of_campaign(campaign_id: str) -> list[HeadCount]:
    """Every total of a campaign, the latest first."""
    return _latest_first(HeadCount.campaign_id == campaign_id)


def latest_of(screening_ids: Collection[str], only: str | None = None) -> dict[str, HeadCount]:
    """The count that holds, for each screening that has one; `only`: the latest of that kind."""
    of_that_kind = [HeadCount.kind == only] if only else []
    return _latest(HeadCount.screening_id.in_(screening_ids), *of_that_kind)


def latest_in(campaign_id: str) -> dict[str, HeadCount]:
    """The same for every screening of a campaign."""
    ours = select(Screening.id).where(Screening.campaign_id == campaign_id)
    return _latest(HeadCount.screening_id.in_(ours))


def held_in(campaign_id: str) -> tuple[dict[str, HeadCount], list[HeadCount]]:
    """What latest_in() and of_campaign() tell, by one query."""
    ours = select(Screening.id).where(Screening.campaign_id == campaign_id)
    totals = select(HeadCount.id).where(HeadCount.campaign_id == campaign_id)
    both = HeadCount.id.in_(union_all(_latest_ids(HeadCount.screening_id.in_(ours)), totals))
    rows = _latest_first(both)
    return {row.screening_id: row for row in rows if row.screening_id}, [row for row in rows if row.campaign_id]


def sharing(row_ids: Collection[str]) -> dict[str, set[str]]:
    """The film screenings that share the figure of each row of a list."""
    found: dict[str, set[str]] = {}
    if not row_ids:
        return found
    told = select(HeadCount.row_id, HeadCount.screening_id).where(HeadCount.row_id.in_(row_ids))
    for row_id, screening_id in db.session.execute(told):
        found.setdefault(str(row_id), set()).add(str(screening_id))
    return found


def _latest(*conditions: ColumnElement[bool]) -> dict[str, HeadCount]:
    ranked = _latest_ids(*conditions).subquery()
    latest = select(HeadCount).join(ranked, ranked.c.id == HeadCount.id)
    return {str(row.screening_id): row for row in db.session.scalars(latest)}


def _latest_ids(*conditions: ColumnElement[bool]) -> Select[str]:
    order = func.row_number().over(
        partition_by=HeadCount.screening_id, order_by=(HeadCount.at.desc(), HeadCount.id.desc())
    )
    ranked = select(HeadCount.id, order.label("rank")).where(*conditions).subquery()
    return select(ranked.c.id).where(ranked.c.rank == 1)


def _add(row: HeadCount, before: list[HeadCount]) -> HeadCount | None:
    """A button pressed twice, or an answer that got lost, makes one fact."""
    if before and (before[0].kind, before[0].heads, before[0].account_id) == (row.kind, row.heads, row.account_id):
        return None
    db.session.add(row)
    db.session.flush()
    return row


def _latest_first(condition: ColumnElement[bool]) -> list[HeadCount]:
    wanted = select(HeadCount).where(condition)
    return list(db.session.scalars(wanted.order_by(HeadCount.at.desc(), HeadCount.id.desc())))
