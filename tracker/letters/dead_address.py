"""Addresses that do not exist any more, as their own mail servers have told us. By a fingerprint that tells nobody's address."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.allies.suppress import contact_fingerprints, contacts_fingerprints
from tracker.store.db import Row, UTCDateTime, db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

SOME = 10_000


class DeadAddress(Row):
    """One fingerprint, under the standing key `suppress`. It says nothing about what its owner wants."""

    __tablename__ = "dead_address"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    # What the other side said: "5.1.1".
    status: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def mark_dead(email: str, status: str) -> None:
    """Remember that an address is dead; inside a transaction. Twice is once."""
    now = clock.now()
    rows = [{"id": new_id(), "fingerprint": mark, "status": status, "at": now} for mark in _marks(email)]
    add_once(DeadAddress, rows)


def dead(emails: Collection[str]) -> frozenset[str]:
    """Those of the addresses that are dead."""
    marks = dict(zip(emails, contacts_fingerprints((email, None) for email in emails), strict=True))
    wanted = sorted({mark for each in marks.values() for mark in each})
    found: set[bytes] = set()
    for start in range(0, len(wanted), SOME):
        some = DeadAddress.fingerprint.in_(wanted[start : start + SOME])
        found.update(db.session.scalars(select(DeadAddress.fingerprint).where(some)))
    return frozenset(email for email, each in marks.items() if not found.isdisjoint(each))


def give_a_chance(emails: Collection[str]) -> None:
    """Somebody stood there and left these addresses anew: letters may try them once more; inside a transaction."""
    marks = sorted({mark for email in emails for mark in _marks(email)})
    for start in range(0, len(marks), SOME):
        some = DeadAddress.fingerprint.in_(marks[start : start + SOME])
        db.session.execute(delete(DeadAddress).where(some).execution_options(synchronize_session=False))


def _marks(email: str) -> list[bytes]:
    return contact_fingerprints(email, None)
