"""Who speaks at a talkback. Nobody outside learns of them before a second person of the team has cleared them; every
change takes that back, and so does anybody of the team at any time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy import JSON, CheckConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.screenings import log
from tracker.screenings.screening import Screening
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.old import Old
from tracker.store.sealing import Sealed, sealed_column
from tracker.words import lazy


class Guest(TypedDict):
    """As the evening announces them. `role`: "Pastor", "Translator of the film"."""

    name: str
    role: str


class GuestsChanged(Refusal):
    sentence = lazy("Somebody changed the guests meanwhile. Look at them as they are now, then decide.")
    status = 409


class NobodyToClear(Refusal):
    sentence = lazy("There are no guests to clear.")
    status = 409


class OwnWords(Refusal):
    sentence = lazy("You wrote some of this. Somebody else of the team clears it.")
    status = 409


class TalkbackGuests(Row):
    """The guests of one screening, all of them together: they are cleared as they stand, or not at all."""

    __tablename__ = "talkback_guests"

    screening_id: Mapped[str] = child_of("screening", unique=True)
    guests = Sealed[list[Guest]]()
    guests_sealed: Mapped[bytes | None] = sealed_column()
    # Counts the changes: who clears says which one they have read.
    version: Mapped[int]
    # Ids of those who wrote what nobody else had cleared before.
    writer_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cleared_by_id: Mapped[str | None] = child_of("account")

    __table_args__ = (CheckConstraint("(cleared_at IS NULL) = (cleared_by_id IS NULL)", name="cleared"),)


OLD = (
    Old(
        TalkbackGuests,
        held=lambda: TalkbackGuests.guests_sealed.is_not(None),
        over=lambda before: TalkbackGuests.screening_id.in_(
            select(Screening.id).where(Screening.day < before.date())
        ),
        empties=(TalkbackGuests.guests_sealed,),
    ),
)  # fmt: skip


def of_screening(screening_id: str) -> TalkbackGuests | None:
    """As they stand at the desk, cleared or not."""
    return db.session.scalars(select(TalkbackGuests).where(TalkbackGuests.screening_id == screening_id)).one_or_none()


def cleared(screening_id: str) -> list[Guest]:
    """Those of whom anybody may learn."""
    row = of_screening(screening_id)
    return (row.guests or []) if row is not None and row.cleared_at is not None else []


def write(screening_id: str, guests: Sequence[Guest], read: int, by: str) -> bool:
    """Put these in the place of what there was, uncleared; inside a transaction. False: they are the same.

    `read`: the version that was changed, 0 for none. Raises GuestsChanged, and what log.dated() raises.
    """
    row = _locked(screening_id)
    if (row.version if row else 0) != read:
        raise GuestsChanged
    if list(guests) == ((row.guests or []) if row else []):
        return False
    if row is None:
        row = TalkbackGuests(screening_id=screening_id, version=0, writer_ids=[])
        db.session.add(row)
    row.guests = list(guests) or None
    row.version += 1
    # What was cleared before is nobody's own any more: somebody else has read it.
    row.writer_ids = sorted({*(() if row.cleared_at else row.writer_ids), by})
    row.changed_at = clock.now()
    _close(row)
    return True


def clear(screening_id: str, read: int, by: str) -> None:
    """From now on anybody may learn of them; inside a transaction.

    `read`: the version that was looked at. Raises NobodyToClear, GuestsChanged, OwnWords, and what log.dated() raises.
    """
    row = _locked(screening_id)
    if row is None or not row.guests:
        raise NobodyToClear
    if row.version != read:
        raise GuestsChanged
    if by in row.writer_ids:
        raise OwnWords
    row.cleared_at, row.cleared_by_id = clock.now(), by


def withdraw(screening_id: str) -> bool:
    """Nobody outside learns of them any more; inside a transaction. False: it was so already."""
    row = _locked(screening_id)
    if row is None or row.cleared_at is None:
        return False
    _close(row)
    return True


def need_another_look() -> int:
    """After a restore: who was cleared then may have been taken back since, so nobody outside learns of any. How many rows."""
    shown = update(TalkbackGuests).where(TalkbackGuests.cleared_at.is_not(None))
    closed = shown.values(cleared_at=None, cleared_by_id=None).returning(TalkbackGuests.id)
    return len(db.session.scalars(closed.execution_options(synchronize_session=False)).all())


def follow(goes_id: str, stays_id: str) -> None:
    """Two screenings were one: what is known of guests goes along, to be looked at anew; inside a transaction."""
    if of_screening(stays_id) is None:
        moved = update(TalkbackGuests).where(TalkbackGuests.screening_id == goes_id)
        db.session.execute(moved.values(screening_id=stays_id, cleared_at=None, cleared_by_id=None))


def _locked(screening_id: str) -> TalkbackGuests | None:
    """The screening's row is locked for both: the first guests have none of their own yet."""
    log.dated(screening_id)
    found = select(TalkbackGuests).where(TalkbackGuests.screening_id == screening_id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def _close(row: TalkbackGuests) -> None:
    row.cleared_at = row.cleared_by_id = None
