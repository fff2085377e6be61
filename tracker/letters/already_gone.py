"""Letters of the demo that need not leave any more: as if a mail server had taken most of them, and refused a few."""

from datetime import datetime

from sqlalchemy import select, update

from tracker.letters.letter import Letter
from tracker.store.db import db

# Why some did not leave: "no such mailbox", "mailbox full for too long".
TROUBLES = ("550", "552", "550")


def post(before: datetime) -> list[str]:
    """Mark them; inside a transaction. Returns the follow-ups of those that left."""
    due = select(Letter.id, Letter.follow_up_id).where(Letter.state == "waiting", Letter.due_at < before)
    rows = db.session.execute(due.order_by(Letter.due_at, Letter.id)).all()
    for (letter_id, _), trouble in zip(rows, TROUBLES, strict=False):
        _mark([letter_id], state="failed", trouble=trouble, tries=1)
    gone = rows[len(TROUBLES) :]
    _mark([letter_id for letter_id, _ in gone], state="left", left_at=Letter.due_at, tries=1)
    return [follow_up_id for _, follow_up_id in gone if follow_up_id]


def _mark(letter_ids: list[str], **values: object) -> None:
    marked = update(Letter).where(Letter.id.in_(letter_ids)).values(**values)
    db.session.execute(marked.execution_options(synchronize_session=False))
