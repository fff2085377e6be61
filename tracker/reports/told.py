"""The ledger: what has been told of each campaign, so that nothing that is told later gives a small number away beside it.

A row is never changed and never goes, not even with a report that was withdrawn: what was read outside is known. There is nothing in
it that was not told; whoever reads it knows no more than all readers together.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.reports.once_told import Telling, of_json
from tracker.reports.protected import HIDDEN, Line, Number
from tracker.store.db import Row, UTCDateTime, child_of, db, one_of

BY = ("report", "feed", "api")
HIDDEN_MARK = "hidden"


class FiguresTold(Row):
    """What was told at once of one campaign and one period."""

    __tablename__ = "figures_told"

    campaign_id: Mapped[str] = child_of("campaign")
    # The campaign's first, second, ...
    number: Mapped[int]
    by: Mapped[str] = mapped_column(String(8))
    # Days by the clock of the house, both counted in; None: since ever, until then.
    since: Mapped[date | None]
    until: Mapped[date | None]
    # The moment of the counting, and its day by the clock of the house.
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    day: Mapped[date]
    # Whether readers know more by it than before; if not, it is here so that the same is not counted all day.
    anew: Mapped[bool]
    # As readers know it: see once_told.Telling.
    known: Mapped[dict[str, Any]] = mapped_column(JSON)
    # As it was shown: the tables.
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        one_of("by", BY),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("since IS NULL OR until IS NULL OR until >= since", name="dates"),
    )


def of_campaign(campaign_id: str) -> list[FiguresTold]:
    """All that was told of it, the first first."""
    wanted = select(FiguresTold).where(FiguresTold.campaign_id == campaign_id).order_by(FiguresTold.number)
    return list(db.session.scalars(wanted))


def how_many(campaign_id: str) -> int:
    """The number of the last one by which readers know more; 0: nothing was told yet."""
    wanted = select(func.max(FiguresTold.number)).where(FiguresTold.campaign_id == campaign_id, FiguresTold.anew)
    return db.session.scalar(wanted) or 0


def telling(row: FiguresTold) -> Telling:
    return of_json(row.since, row.until, row.known)


def tables_as_json(tables: dict[str, tuple[Line, ...]]) -> dict[str, Any]:
    """Only texts, numbers and lists."""
    return {
        table: [[line.key, [_written(n) for n in line.numbers], line.grouped] for line in lines]
        for table, lines in tables.items()
    }


def tables_of_json(written: dict[str, Any]) -> dict[str, tuple[Line, ...]]:
    """What tables_as_json() wrote."""
    return {
        table: tuple(Line(key, tuple(HIDDEN if n == HIDDEN_MARK else n for n in numbers), grouped) for key, numbers, grouped in lines)
        for table, lines in written.items()
    }  # fmt: skip


def _written(number: Number) -> int | str | None:
    return HIDDEN_MARK if number is HIDDEN else number
