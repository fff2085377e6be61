"""Chasing the copies of who was erased: whoever has one is asked to destroy it, and says when that is done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from tracker import clock
from tracker.allies.ally import Ally, Contact
from tracker.keeping import copies
from tracker.keeping.copy_left import Chase
from tracker.keeping.erasure import Erasure
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.rows import row_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One copy to chase. The alias tells nobody's name."""

    id: str
    alias: str
    kind: str
    left_at: datetime
    account_id: str | None
    place: str
    erased_at: datetime | None
    asked_at: datetime | None
    done_at: datetime | None


def list_copies(erasure: Erasure, contacts: Sequence[Contact] = ()) -> None:
    """What left of them is to be chased; inside a transaction. Twice is once.

    Who asked to be erased is chased to the last phone. Where the time was over the calls are long gone from phones. `contacts`:
    by which they were known, who are hidden already.
    """
    if db.session.scalar(select(Chase.id).where(Chase.erasure_id == erasure.id).limit(1)):
        return
    found = copies.of_ally(erasure.ally_id, calls=erasure.why == "asked", contacts=contacts)
    db.session.add_all(
        Chase(erasure_id=erasure.id, kind=each.kind, left_at=each.at, account_id=each.account_id, place=each.place)
        for each in found
    )
    db.session.flush()


def how_many() -> int:
    """Those that nobody has said are done."""
    return db.session.scalar(counting()) or 0


def counting() -> Select[int]:
    """The same, as a select."""
    return select(func.count()).where(Chase.done_at.is_(None))


def page_of(page: int, done: bool = False) -> list[Line]:
    """From 1. What is open, the oldest first; or what is done, the latest first."""
    rows = (
        select(
            Chase.id, Ally.alias, Chase.kind, Chase.left_at, Chase.account_id, Chase.place, Erasure.done_at,
            Chase.asked_at, Chase.done_at,
        )
        .join(Erasure, Erasure.id == Chase.erasure_id)
        .join(Ally, Ally.id == Erasure.ally_id)
        .where(Chase.done_at.is_not(None) if done else Chase.done_at.is_(None))
        .order_by(Chase.done_at.desc() if done else Chase.left_at, Chase.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )  # fmt: skip
    return [Line(*row) for row in db.session.execute(rows)]


def tick(chase_id: str, account_id: str, done: bool) -> bool:
    """Somebody was asked to destroy it, or it is destroyed; inside a transaction. False: that was said. Raises NotThere."""
    chase, now = row_of(Chase, chase_id, lock=True), clock.now()
    if chase.done_at is not None or (chase.asked_at is not None and not done):
        return False
    if chase.asked_at is None:
        chase.asked_at, chase.asked_by_id = now, account_id
    if done:
        chase.done_at, chase.done_by_id = now, account_id
    db.session.flush()
    return True
