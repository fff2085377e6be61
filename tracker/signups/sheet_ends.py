"""How a sheet ends: typed up, closed, destroyed. Inside a transaction, the sheet locked; and what is still to be done."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from tracker import clock
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.screenings import calendar
from tracker.screenings.code import Code
from tracker.screenings.screening import Screening
from tracker.signups import lines, sheets
from tracker.signups.printing import DESTROYED_AFTER
from tracker.signups.sheet import MOST_LINES, Sheet
from tracker.signups.sheet_line import SheetLine
from tracker.signups.sheet_photo import SheetPhoto
from tracker.store.db import db
from tracker.words import lazy

T = TypeVar("T")

# After its first line: nobody is at it any more.
LEFT_OPEN = timedelta(days=1)


class LinesMissing(Refusal):
    sentence = lazy(
        "%(typed)s typed and %(illegible)s that cannot be taken in make %(sum)s. You say %(on_paper)s are written on: %(less)s too few. "
        "Type what is missing, or count it as one that cannot be taken in."
    )
    field = "on_paper"


class LinesTooMany(Refusal):
    sentence = lazy(
        "%(typed)s typed and %(illegible)s that cannot be taken in make %(sum)s. You say %(on_paper)s are written on: %(more)s too many. "
        "Count the written lines again, without the empty ones."
    )
    field = "on_paper"


class LinesImpossible(Refusal):
    sentence = lazy("No sheet has more than %(most)s lines.")
    field = "on_paper"


class ClosedOtherwise(Refusal):
    sentence = lazy("Somebody has closed it meanwhile, with other numbers. A forgotten line can still be added.")
    status = 409


class StillOpen(Refusal):
    sentence = lazy("First close the sheet: until then the paper is needed.")
    status = 409


def close(sheet: Sheet, screening: Screening, on_paper: int, illegible: int, by_id: str | None) -> bool:
    """It is typed up. False: it was closed with the same numbers before.

    Raises LinesMissing, LinesTooMany, LinesImpossible, ClosedOtherwise.
    """
    if sheet.closed_at is not None:
        if (sheet.on_paper, sheet.illegible) != (on_paper, illegible):
            raise ClosedOtherwise
        return False
    if on_paper > MOST_LINES:
        raise LinesImpossible(most=MOST_LINES)
    typed = lines.typed_of([sheet.id]).get(sheet.id, 0)
    told = {"typed": typed, "illegible": illegible, "sum": typed + illegible, "on_paper": on_paper}
    if typed + illegible < on_paper:
        raise LinesMissing(**told, less=on_paper - typed - illegible)
    if typed + illegible > on_paper:
        raise LinesTooMany(**told, more=typed + illegible - on_paper)
    sheet.on_paper, sheet.illegible = on_paper, illegible
    sheet.closed_at, sheet.closed_by_id = clock.now(), by_id
    sheet.destroy_by = last_day(screening) if on_paper else None
    db.session.flush()
    return True


def last_day(screening: Screening) -> date:
    """Of the paper, if it is closed now: as printed on it, or tomorrow where that has gone by."""
    tomorrow = calendar.today_at(screening.zone) + timedelta(days=1)
    return max(screening.day + DESTROYED_AFTER, tomorrow) if screening.day else tomorrow


def one_more(sheet: Sheet, screening: Screening, was_illegible: bool) -> None:
    """A line came in after it was closed: one that was counted as illegible, or one that nobody had counted."""
    if was_illegible and sheet.illegible:
        sheet.illegible -= 1
    else:
        sheet.on_paper = (sheet.on_paper or 0) + 1
    if sheet.destroy_by is None:
        sheet.destroy_by = last_day(screening)
    db.session.flush()


def destroy(sheet: Sheet, by_id: str | None) -> bool:
    """The paper is no more. False: it was not, before. Raises StillOpen."""
    if sheet.closed_at is None:
        raise StillOpen
    if sheet.destroyed_at is not None:
        return False
    sheet.destroyed_at, sheet.destroyed_by_id = clock.now(), by_id
    return True


def to_decide(campaign_ids: Collection[str] | None = None) -> int:
    """Papers whose last day has come, sheets that were begun and left, photos to type from, lines that could not be taken in; of
    these campaigns, or of all.
    """
    return db.session.scalar(counting(campaign_ids)) or 0


def counting(campaign_ids: Collection[str] | None = None) -> Select[int]:
    """The same, to be asked together with other counts."""
    return _in(campaign_ids, select(func.count()).select_from(Sheet).where(due()))


def due_ones(campaign_ids: Collection[str] | None = None) -> list[Sheet]:
    """The same, one by one, the oldest first."""
    return list(db.session.scalars(_in(campaign_ids, select(Sheet).where(due())).order_by(Sheet.printed_at, Sheet.id)))


def due() -> ColumnElement[bool]:
    """Over Sheet."""
    return or_(to_destroy(clock.now().date()), left_open(), photographed(), set_apart())


def to_destroy(today: date) -> ColumnElement[bool]:
    """Over Sheet: its last day is this one, or was."""
    return and_(Sheet.destroy_by.is_not(None), Sheet.destroyed_at.is_(None), Sheet.destroy_by <= today)


def left_open() -> ColumnElement[bool]:
    """Over Sheet: begun a day ago, and not closed."""
    begun = exists().where(SheetLine.sheet_id == Sheet.id, SheetLine.typed_at <= clock.now() - LEFT_OPEN)
    return and_(Sheet.closed_at.is_(None), begun)


def photographed() -> ColumnElement[bool]:
    """Over Sheet: somebody sent a photo of it, to be typed up before it goes."""
    return and_(Sheet.closed_at.is_(None), exists().where(SheetPhoto.sheet_id == Sheet.id))


def set_apart() -> ColumnElement[bool]:
    """Over Sheet: a line of it could not be taken in, closed or not."""
    apart = SheetLine.set_apart_at.is_not(None), SheetLine.taken_at.is_(None)
    return exists().where(SheetLine.sheet_id == Sheet.id, *apart)


@dataclass(frozen=True, slots=True)
class Summed:
    """The sheets of a film screening: printed; lines typed; begun and not closed; closed, and the paper still there."""

    printed: int
    typed: int
    open: int
    paper: int


def summed(screening_id: str) -> Summed:
    """How far they are."""
    every = sheets.at(screening_id)
    typed = lines.typed_of([each.id for each in every])
    begun = sum(1 for each in every if each.closed_at is None and each.id in typed)
    papers = sum(1 for each in every if each.destroy_by is not None and each.destroyed_at is None)
    return Summed(len(every), sum(typed.values()), begun, papers)


def unfinished(screening_id: str) -> list[Sheet]:
    """At a film screening: begun and not closed, or closed and not destroyed."""
    led = select(Code.code).where(Code.screening_id == screening_id, Code.source == "sheet")
    begun = exists().where(SheetLine.sheet_id == Sheet.id)
    open_ = or_(
        and_(Sheet.closed_at.is_(None), begun), and_(Sheet.destroy_by.is_not(None), Sheet.destroyed_at.is_(None))
    )
    return list(db.session.scalars(select(Sheet).where(Sheet.code.in_(led), open_).order_by(Sheet.number)))


def _in(campaign_ids: Collection[str] | None, chosen: Select[T]) -> Select[T]:
    if campaign_ids is None:
        return chosen
    of = select(Screening.id).where(Screening.campaign_id.in_(sorted(campaign_ids)))
    return chosen.where(Sheet.screening_id.in_(of))
