"""Panic: the house closes at once, and contacts stay sealed until two administrators open it again, or one after a day.

One row for each time it was closed. Pressed again while it is closed, the same row begins anew: what one administrator had
confirmed before counts no longer, for whatever made somebody press is new.
"""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Index, SmallInteger, select, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.store.db import Row, UTCDateTime, db
from tracker.store.ids import Id
from tracker.store.transactions import one_at_a_time
from tracker.team.account import Account
from tracker.team.account import by_id as by_account
from tracker.team.roles import Role
from tracker.words import lazy

# After so long one administrator is enough.
ALONE_AFTER = timedelta(hours=24)
CLOSED = "opened_at IS NULL"


class NotClosed(Refusal):
    sentence = lazy("The house is open: there is nothing to confirm.")
    status = 409


class PressedAgain(Refusal):
    sentence = lazy("It was closed once more since this page was loaded. Read again, then decide.")
    status = 409


class SameAgain(Refusal):
    sentence = lazy("You have confirmed already. A second administrator must, or you once more after 24 hours.")
    status = 409


class NobodyGetsMore(Refusal):
    sentence = lazy("While the house is closed, nobody is invited, let in again or given more. Open it first.")
    status = 423


class CameSince(Refusal):
    sentence = lazy("Your account came after the house was closed. Who was administrator before must open it.")
    status = 403


class Panic(Row):
    """One time that the house was closed."""

    __tablename__ = "panic"

    # How often it was pressed before it was opened again; what a page has seen is confirmed by it.
    presses: Mapped[int] = mapped_column(SmallInteger, default=1)
    # The last press; the day counts from here. Who: None from the command line.
    pressed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    pressed_by_id: Mapped[str | None] = mapped_column(Id)
    # The first of the two who open it.
    first_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_by_id: Mapped[str | None] = mapped_column(Id)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opened_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        CheckConstraint("(first_at IS NULL) = (first_by_id IS NULL)", name="first"),
        CheckConstraint("(opened_at IS NULL) = (opened_by_id IS NULL)", name="opened"),
        Index("ix_panic_closed", "pressed_at", sqlite_where=text(CLOSED), postgresql_where=text(CLOSED)),
    )


def closed() -> Panic | None:
    """The emergency that lasts; None: the house is open."""
    return db.session.scalars(select(Panic).where(Panic.opened_at.is_(None)).limit(1)).one_or_none()


def refuse_more(by_id: str | None) -> None:
    """Raises NobodyGetsMore while it is closed; first in a transaction, and no press comes in between.

    Or whoever holds one stolen account would make the second that opens. The command line (None) has no need of one.
    """
    one_at_a_time("panic")
    if by_id is not None and closed() is not None:
        raise NobodyGetsMore


def press(by_id: str | None) -> bool:
    """Close, or begin anew; inside a transaction. True: it was open before."""
    one_at_a_time("panic")
    now, lasts = clock.now(), closed()
    if lasts is None:
        db.session.add(Panic(presses=1, pressed_at=now, pressed_by_id=by_id))
    else:
        lasts.presses += 1
        lasts.pressed_at, lasts.pressed_by_id, lasts.first_at, lasts.first_by_id = now, by_id, None, None
    db.session.flush()
    return lasts is None


def confirm(by_id: str, seen: str) -> bool:
    """An administrator opens it, as far as `seen` says; inside a transaction. True: it is open now; False: one more is needed.

    Raises NotClosed, PressedAgain, CameSince and SameAgain.
    """
    one_at_a_time("panic")
    now, lasts = clock.now(), closed()
    if lasts is None:
        raise NotClosed
    if seen != mark_of(lasts):
        raise PressedAgain
    if by_account(by_id).created_at > lasts.pressed_at:
        raise CameSince
    alone = now - lasts.pressed_at >= ALONE_AFTER
    if not alone and lasts.first_by_id == by_id:
        raise SameAgain
    if alone or (lasts.first_by_id is not None and _administers(lasts.first_by_id)):
        lasts.opened_at, lasts.opened_by_id = now, by_id
        return True
    lasts.first_at, lasts.first_by_id = now, by_id
    return False


def mark_of(row: Panic) -> str:
    """What a page shows of it is known by this."""
    return f"{row.id}.{row.presses}"


def _administers(account_id: str) -> bool:
    """Whoever confirmed first must still be one when the second does: locked, as they may just be losing it."""
    first = db.session.get(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)
    return first is not None and first.active and first.role is Role.ADMINISTRATOR
