"""On which paper sheets somebody stands: by the line that they came in by, or that waits; and where they may stand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, union_all

from tracker.allies.ally import Contact
from tracker.records import dataclass
from tracker.screenings import code
from tracker.screenings.code import Code
from tracker.signups import lines, sheet_photo
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import SheetLine
from tracker.signups.signup import FoldedSignup, Signup
from tracker.store.db import db


@dataclass(frozen=True, slots=True)
class Paper:
    """One that is not destroyed. `account_id`: who closed it or else typed the line; None: a host."""

    code: str
    at: datetime
    account_id: str | None


def came_in_by(ally_id: str) -> set[tuple[str, int]]:
    """Sheet and number of each line that they came in by, if only to fold into another signup since."""
    own = select(Signup.submission).where(Signup.ally_id == ally_id, Signup.submission.startswith("sheet."))
    since = select(FoldedSignup.submission).join(Signup, Signup.id == FoldedSignup.signup_id)
    since = since.where(Signup.ally_id == ally_id, FoldedSignup.submission.startswith("sheet."))
    parts = (submission.split(".") for submission in db.session.scalars(union_all(own, since)))
    return {(said[1], int(said[2])) for said in parts if len(said) == 3 and said[2].isdecimal()}


def papers(ally_id: str, contacts: Sequence[Contact] = ()) -> list[Paper]:
    """Those on which they certainly stand, and that nobody has destroyed, by their codes. `contacts`: see lines.of_ally()."""
    on = came_in_by(ally_id) | {(line.sheet_id, line.number) for line in lines.of_ally(ally_id, contacts)}
    rows = (
        select(Sheet, SheetLine)
        .join(SheetLine, SheetLine.sheet_id == Sheet.id)
        .where(Sheet.id.in_(sorted({sheet_id for sheet_id, _number in on})), Sheet.destroyed_at.is_(None))
        .order_by(Sheet.code, SheetLine.number)
    )
    there = [(sheet, line) for sheet, line in db.session.execute(rows) if (sheet.id, line.number) in on]
    found = {
        sheet.id: Paper(code.spoken(sheet.code), line.typed_at, sheet.closed_by_id or line.account_id)
        for sheet, line in reversed(there)
    }
    return list(found.values())[::-1]


def forget(ally_id: str, contacts: Sequence[Contact] = ()) -> None:
    """Photos of paper on which they may stand, and what waits to be taken in of their lines. `contacts`: see lines.of_ally()."""
    # While lines that wait still tell on which sheet they stand.
    _forget_photos(ally_id, contacts)
    lines.forget(ally_id, came_in_by(ally_id), contacts)


def _forget_photos(ally_id: str, contacts: Sequence[Contact]) -> None:
    """Photos of open sheets on which they may stand: of the sheet by which they came in or wait; of whom no sheet is known, of
    each at a film screening of theirs.
    """
    named = {sheet_id for sheet_id, _number in came_in_by(ally_id)}
    named |= {line.sheet_id for line in lines.of_ally(ally_id, contacts)}
    others = select(Signup.screening_id).where(Signup.ally_id == ally_id, ~Signup.submission.startswith("sheet."))
    led = select(Code.code).where(Code.screening_id.in_(others), Code.source == "sheet")
    may = set(db.session.scalars(select(Sheet.id).where(Sheet.code.in_(led), Sheet.closed_at.is_(None))))
    for sheet_id in sorted(sheet_photo.with_photo(sorted(named | may))):
        sheet_photo.erase(sheet_id)
