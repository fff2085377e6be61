"""Erasures: asked for, or due because nobody has been in touch for long. Counts stay, people go."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.allies.ally import Contact
from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

WHYS = ("asked", "retention")
WAITS = "done_at IS NULL AND taken_back_at IS NULL"


class Erasure(Row):
    """One erasing of one ally. The contact is hidden from everybody at once, and lies here until it is due."""

    __tablename__ = "erasure"

    ally_id: Mapped[str] = child_of("ally", index=True)
    why: Mapped[str] = mapped_column(String(9))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The ally changed their mind in time.
    taken_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    contact = Sealed[Contact]()
    contact_sealed: Mapped[bytes | None] = sealed_column()
    # Who of the team wrote it down, if anybody did.
    account_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("why", WHYS),
        CheckConstraint("done_at IS NULL OR taken_back_at IS NULL", name="one_end"),
        CheckConstraint("contact_sealed IS NULL OR (done_at IS NULL AND taken_back_at IS NULL)", name="contact"),
        Index("ix_erasure_due", "due_at", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index("uq_erasure_waiting", "ally_id", unique=True, sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
    )
