"""Who asked for a new password, known or not: written down alike for everybody, and looked into by the worker alone.

So the answer to who asks says nothing about who has an account, not even by the time that it takes.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Row, UTCDateTime, db
from tracker.store.sealing import Broken, Sealed, sealed_column


class ResetAsked(Row):
    """Somebody asked, a moment ago; gone as soon as it is looked into."""

    __tablename__ = "reset_asked"

    email = Sealed[str]()
    email_sealed: Mapped[bytes | None] = sealed_column()
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def ask(email: str) -> None:
    """Inside a transaction."""
    row = ResetAsked(asked_at=clock.now())
    row.email = email
    db.session.add(row)


def anybody() -> bool:
    """Whether anybody waits: a look that locks nothing."""
    return db.session.scalar(select(ResetAsked.id).limit(1)) is not None


def taken(most: int) -> list[str]:
    """The addresses of the oldest, taken off the list; inside a transaction. Two workers never take the same."""
    oldest = select(ResetAsked).order_by(ResetAsked.asked_at).limit(most).with_for_update(skip_locked=True)
    rows = list(db.session.scalars(oldest))
    for row in rows:
        db.session.delete(row)
    return [address for row in rows if (address := _opened(row))]


def _opened(row: ResetAsked) -> str | None:
    try:
        return row.email
    except Broken:  # older than every key: nobody waits for it any more
        return None
