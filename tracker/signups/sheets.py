"""Numbering sheets when they are printed, and finding one by its code when it is typed up."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tracker import clock
from tracker.screenings import code
from tracker.signups.sheet import LINES, Sheet
from tracker.store.db import db
from tracker.store.transactions import one_at_a_time


def number(
    screening_id: str, language: str, wording_id: str, paper: str, by: str | None, copies: int = 1
) -> list[Sheet]:
    """The next sheets of a screening, each with a fresh code; inside a transaction, one at a time for each screening."""
    one_at_a_time(f"sheets of {screening_id}")
    last = db.session.scalar(select(func.max(Sheet.number)).where(Sheet.screening_id == screening_id)) or 0
    made = [
        Sheet(
            screening_id=screening_id, number=last + nth, code=code.make("sheet", screening_id=screening_id), lines=LINES,
            language=language, wording_id=wording_id, paper=paper, printed_at=clock.now(), account_id=by,
        )
        for nth in range(1, copies + 1)
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made


def by_code(written: str) -> Sheet | None:
    """The sheet of a code, however it was typed; None: it is a code of something else. Raises CodeMistyped, CodeUnknown."""
    found = code.find(written)
    return db.session.scalars(select(Sheet).where(Sheet.code == found.code)).one_or_none()


def of_screenings(screening_ids: Sequence[str]) -> list[Sheet]:
    """Those printed for these screenings, in their order."""
    wanted = select(Sheet).where(Sheet.screening_id.in_(screening_ids))
    return list(db.session.scalars(wanted.order_by(Sheet.screening_id, Sheet.number)))


def by_hosts(screening_id: str) -> int:
    """How many of a screening were printed by its hosts, and not by the team."""
    theirs = Sheet.screening_id == screening_id, Sheet.account_id.is_(None)
    return db.session.scalar(select(func.count()).select_from(Sheet).where(*theirs)) or 0
