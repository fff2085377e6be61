"""Paper sheets as they were printed for an evening, and lines as somebody would type them."""

from typing import Any

from tracker.allies import wordings
from tracker.appeals import interest
from tracker.signups import sheets
from tracker.signups.sheet import Sheet
from tracker.signups.sheet_line import SheetLine
from tracker.signups.typed_line import TypedLine
from tracker.store.db import db
from tracker.store.transactions import transaction


def printed(screening_id: str, copies: int = 1, language: str = "en", by: str | None = None) -> list[str]:
    """Ids of fresh sheets, the first one first."""
    with transaction():
        wording = wordings.kept("May we? / Yes / No", language)
        boxes = [each.key for each in interest.offered()][:10]
        made = sheets.number(screening_id, language, wording, "a4", by, boxes, copies)
    return [each.id for each in made]


def typed(number: int, **more: Any) -> TypedLine:
    """Line `number`, of somebody new who ticked "yes", and checked."""
    said = {
        "name": f"Heron {number}",
        "email": f"heron{number}@example.org",
        "consent": "yes",
        "language": "en",
        **more,
    }
    line = TypedLine(number=str(number), **said)
    assert line.check({each.key for each in interest.offered()}), line.wrong
    return line


def sheet(sheet_id: str) -> Sheet:
    """As it stands now."""
    db.session.rollback()
    return db.session.get_one(Sheet, sheet_id)


def line(sheet_id: str, number: int) -> SheetLine:
    db.session.rollback()
    return db.session.query(SheetLine).filter_by(sheet_id=sheet_id, number=number).one()
