"""Saved lists: filters under a name, one's own or shared with the team. What they show is for each what that one may see."""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.allies.contact_points import clean_text
from tracker.errors import NotThere, Refusal
from tracker.finding.filters import Filters, read
from tracker.followups.claiming import Worker
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.rows import row_of
from tracker.store.sealing import Sealed, sealed_column
from tracker.words import lazy

MOST_NAME, MOST_OWN = 60, 100


class ListUnnamed(Refusal):
    sentence = lazy("Give the list a name, up to 60 characters.")
    field = "name"


class NothingToSave(Refusal):
    sentence = lazy("Choose something first: a list of everybody needs no name.")
    field = "name"


class ListsFull(Refusal):
    sentence = lazy("You have saved 100 lists. Remove one first.")
    field = "name"
    status = 409


class SavedFilter(Row):
    """One saved list."""

    __tablename__ = "saved_filter"

    account_id: Mapped[str] = child_of("account", index=True)
    name = Sealed[str]()
    name_sealed: Mapped[bytes | None] = sealed_column()
    # As an address carries them.
    filters: Mapped[dict[str, str]] = mapped_column(JSON)
    shared: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def read(self) -> Filters:
        """What it narrows to; what is no longer known is left open, what is gone narrows to nobody."""
        return read(self.filters)


def seen_by(account_id: str) -> list[SavedFilter]:
    """One's own, then those that others share, each by name."""
    wanted = db.session.scalars(select(SavedFilter).where(_seen_by(account_id)))
    return sorted(wanted, key=lambda row: (row.account_id != account_id, (row.name or "").casefold(), row.id))


def counting_seen_by(account_id: str) -> Select[int]:
    """How many these are; to be asked together with other counts."""
    return select(func.count()).select_from(SavedFilter).where(_seen_by(account_id))


def _seen_by(account_id: str) -> ColumnElement[bool]:
    return or_(SavedFilter.account_id == account_id, SavedFilter.shared)


def save(filters: Filters, name: str, shared: bool, account_id: str) -> SavedFilter:
    """Inside a transaction. Raises ListUnnamed, NothingToSave, ListsFull."""
    if not filters:
        raise NothingToSave
    called = _called(name)
    if len(db.session.scalars(select(SavedFilter.id).where(SavedFilter.account_id == account_id)).all()) >= MOST_OWN:
        raise ListsFull
    row = SavedFilter(account_id=account_id, filters=filters.said(), shared=shared, made_at=clock.now())
    row.name = called
    db.session.add(row)
    db.session.flush()
    return row


def change(filter_id: str, name: str, shared: bool, account_id: str) -> SavedFilter:
    """Inside a transaction. Raises NotThere for one of others, ListUnnamed."""
    row = _mine(filter_id, account_id)
    row.name, row.shared = _called(name), shared
    return row


def remove(filter_id: str, who: Worker) -> None:
    """Inside a transaction. Coordinators remove what others share, too: who shared it may have left. Raises NotThere."""
    row = row_of(SavedFilter, filter_id, lock=True)
    if not may_remove(row, who):
        raise NotThere
    db.session.delete(row)
    db.session.flush()


def may_remove(row: SavedFilter, who: Worker) -> bool:
    """One's own; for coordinators, whatever is shared."""
    return row.account_id == who.account_id or (who.careful and row.shared)


def drop_unshared(account_id: str) -> None:
    """What only they saw, of somebody who retires; inside a transaction."""
    db.session.execute(delete(SavedFilter).where(SavedFilter.account_id == account_id, ~SavedFilter.shared))


def _mine(filter_id: str, account_id: str) -> SavedFilter:
    row = row_of(SavedFilter, filter_id, lock=True)
    if row.account_id != account_id:
        raise NotThere
    return row


def _called(name: str) -> str:
    called = clean_text(name)
    if not called or len(called) > MOST_NAME:
        raise ListUnnamed
    return called
