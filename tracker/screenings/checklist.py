"""What is to be done around a film screening, by whoever opens the door there: ticked off by any host's link, for all to see.

A tick says what is wanted, never "the other way round": two phones that press at once agree.
"""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import NotThere
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

# Before, during, after: in the order in which they are done.
PARTS: dict[str, tuple[str, ...]] = {
    "before": ("kit", "cards", "code", "tablet"),
    "during": ("card", "lights", "moment"),
    "after": ("heads", "sheets", "thanks"),
}
ITEMS = tuple(item for items in PARTS.values() for item in items)


class Tick(Row):
    """One thing that is done. Unticked, the row goes."""

    __tablename__ = "host_tick"

    screening_id: Mapped[str] = child_of("screening")
    item: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("screening_id", "item"),)


def tick(screening_id: str, item: str, done: bool) -> None:
    """It is done, or is not; inside a transaction. Said twice it is so once, since the first time. Raises NotThere."""
    if item not in ITEMS:
        raise NotThere
    if done:
        add_once(Tick, [{"id": new_id(), "screening_id": screening_id, "item": item, "at": clock.now()}])
    else:
        gone = delete(Tick).where(Tick.screening_id == screening_id, Tick.item == item)
        db.session.execute(gone.execution_options(synchronize_session=False))


def ticked(screening_id: str) -> dict[str, datetime]:
    """Since when each is done, of those that are."""
    rows = db.session.execute(select(Tick.item, Tick.at).where(Tick.screening_id == screening_id))
    return {item: at for item, at in rows}


def move(goes_id: str, stays_id: str) -> None:
    """Two screenings are one: what was done at either is done; inside a transaction."""
    done = sorted(ticked(goes_id).items())
    rows = [{"id": new_id(), "screening_id": stays_id, "item": item, "at": at} for item, at in done]
    add_once(Tick, rows)
    gone = delete(Tick).where(Tick.screening_id == goes_id)
    db.session.execute(gone.execution_options(synchronize_session=False))
