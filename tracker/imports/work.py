"""What somebody asked the worker to do with a large list, and how far it is: one row for each such list, until it is done."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Select, String, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store import undertakings
from tracker.store.db import Model, UTCDateTime, child_of, db, one_of
from tracker.store.ids import Id
from tracker.store.transactions import add_once, one_at_a_time

WHATS = ("look", "write", "undo")
# From its last sign of life until somebody else takes it up. On SQLite nothing can be said while all is written.
LEASE = timedelta(minutes=15)


class ImportWork(Model):
    """What is asked of the worker."""

    __tablename__ = "import_work"

    import_id: Mapped[str] = child_of("import_", ondelete="CASCADE", primary_key=True)
    what: Mapped[str] = mapped_column(String(5))
    # Who asked. No foreign key: the trace tells who did what.
    account_id: Mapped[str | None] = mapped_column(Id)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Somebody is at it until then.
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # "read", "decide", "write"; "" before it is begun.
    doing: Mapped[str] = mapped_column(String(6), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # Why it was not done, as imports.staged.kept_refusal writes it.
    refused: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (one_of("what", WHATS),)


def ask(import_id: str, what: str, by: str | None) -> None:
    """Ask for one thing; what was asked before and not begun is forgotten. Inside a transaction."""
    undertakings.lift(deed_of(import_id, what))
    now = clock.now()
    new = {"import_id": import_id, "what": what, "account_id": by, "asked_at": now, "doing": "", "done": 0, "total": 0}
    if not add_once(ImportWork, [new], keyed_by="import_id"):
        free = or_(ImportWork.until.is_(None), ImportWork.until < now)
        db.session.execute(
            update(ImportWork)
            .where(ImportWork.import_id == import_id, free)
            .values({**new, "until": None, "refused": None})
        )


def deed_of(import_id: str, what: str) -> str:
    """What whoever does it is at: see store.undertakings."""
    return f"list {import_id} {what}"


def of(import_id: str) -> ImportWork | None:
    """What is asked and not done yet."""
    return db.session.get(ImportWork, import_id, populate_existing=True)


def claim() -> ImportWork | None:
    """The oldest at which nobody is; inside a transaction."""
    one_at_a_time("import work")
    now = clock.now()
    free = or_(ImportWork.until.is_(None), ImportWork.until < now)
    wanted = (
        select(ImportWork).where(free, ImportWork.refused.is_(None)).order_by(ImportWork.asked_at, ImportWork.import_id)
    )
    found = db.session.scalars(wanted.limit(1)).one_or_none()
    if found is not None:
        found.until = now + LEASE
    return found


def counting() -> Select[int]:
    """How much is asked and not done, to be asked together with other counts. What was refused waits for a person."""
    return select(func.count()).select_from(ImportWork).where(ImportWork.refused.is_(None))


def oldest() -> Select[object]:
    """When the oldest of it was asked."""
    return select(func.min(ImportWork.asked_at)).where(ImportWork.refused.is_(None))


def settle(import_id: str, refused: list[Any] | None) -> None:
    """It is done, or `refused` says why not; inside a transaction."""
    found = db.session.get(ImportWork, import_id)
    if found is not None and refused is None:
        db.session.delete(found)
    elif found is not None:
        found.refused, found.until = refused, None


def tell(import_id: str, doing: str, done: int, total: int) -> None:
    """How far it is, on a connection of its own: whoever asks sees it before all is written. On SQLite nobody else may write
    meanwhile, so there only the reading is told.
    """
    engine = db.engine
    if engine.dialect.name == "sqlite" and doing == "write":
        return
    told = {"doing": doing, "done": done, "total": total, "until": clock.now() + LEASE}
    with engine.connect().execution_options(houselights_writing=True) as connection:
        connection.execute(update(ImportWork).where(ImportWork.import_id == import_id).values(told))
        connection.commit()
