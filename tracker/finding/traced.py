"""The trace as a page shows it: by account, deed, ally, and hours; the latest first."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, func, literal, select, tuple_

from tracker.allies.ally import Ally
from tracker.finding.hours import EVER, Hours
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.rows import in_batches
from tracker.store.sealing import Broken
from tracker.store.shut import stays_shut
from tracker.team.trace import Trace

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page is narrowed to; "" leaves it open. `house`: what nobody of the team did, the house itself."""

    account_id: str = ""
    deed: str = ""
    ally_id: str = ""
    house: bool = False
    hours: Hours = EVER


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `alias`: of the ally it is about; `detail` is None where its seal does not open."""

    number: int
    at: datetime
    account_id: str | None
    deed: str
    about: str
    about_id: str
    alias: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and behind which the next page begins."""

    lines: list[Line]
    next: tuple[datetime, int] | None


def page_of(filters: Filters, after: tuple[datetime, int] | None = None) -> Page:
    """Each way to ask is answered from an index that ends with the moment."""
    wanted = _narrowed(filters)
    if after:
        bound = literal(after[0], Trace.at.type), literal(after[1], Trace.number.type)
        wanted = wanted.where(tuple_(Trace.at, Trace.number) < tuple_(*bound))
    rows = db.session.scalars(wanted.limit(PAGE + 1)).all()
    lines = _lines(rows[:PAGE])
    return Page(lines, (lines[-1].at, lines[-1].number) if len(rows) > PAGE else None)


def every(filters: Filters) -> Iterator[list[Line]]:
    """All of them, some at a time."""
    for some in in_batches(_narrowed(filters)):
        yield _lines([row for (row,) in some])


def how_many(filters: Filters) -> int:
    """All of them."""
    return db.session.scalar(select(func.count()).select_from(_narrowed(filters).order_by(None).subquery())) or 0


def _narrowed(filters: Filters) -> Select[Trace]:
    wanted = select(Trace).where(*filters.hours.within(Trace.at))
    if filters.house:
        wanted = wanted.where(Trace.account_id.is_(None))
    elif filters.account_id:
        wanted = wanted.where(Trace.account_id == filters.account_id)
    if filters.deed:
        wanted = wanted.where(Trace.deed == filters.deed)
    if filters.ally_id:
        wanted = wanted.where(Trace.about_id == filters.ally_id)
    return wanted.order_by(Trace.at.desc(), Trace.number.desc())


def _lines(rows: Sequence[Trace]) -> list[Line]:
    ids = {row.about_id for row in rows if row.about == "ally"}
    aliases: dict[str, str] = dict(db.session.execute(select(Ally.id, Ally.alias).where(Ally.id.in_(ids))).all())
    return [_line(row, aliases.get(row.about_id or "", "")) for row in rows]


def _line(row: Trace, alias: str) -> Line:
    """While the house is closed the detail is "": somebody may have written a name there."""
    try:
        detail = "" if stays_shut("trace", "detail") else row.detail or ""
    except Broken:
        detail = None
    return Line(
        row.number, row.at, row.account_id, row.deed, row.about or "", row.about_id or "", alias, detail
    )  # fmt: skip
