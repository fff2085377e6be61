"""Copies that left the house: whose, when, in whose hands. And, once somebody is erased, which of them are still to chase.

No name and no contact: allies by their id, members by theirs.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id

KINDS = ("call", "contact", "letter", "record", "export", "sync", "paper")
OPEN = "done_at IS NULL"


class Copy(Row):
    """One copy, which can be of many allies. Calls and paper are not written here: tries and sheets tell of them."""

    __tablename__ = "copy_left"

    kind: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # Who took it; None: whoever has the machine.
    account_id: Mapped[str | None] = mapped_column(Id)
    # Where to, in a word of ours: "csv", "eml", a system that is synced.
    place: Mapped[str] = mapped_column(String(40), default="")
    # Of all allies that there were then: no rows beside it tell of whom.
    everybody: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        one_of("kind", KINDS),
        Index("ix_copy_left_everybody", "at", sqlite_where=text("everybody"), postgresql_where=text("everybody")),
    )


class CopyOf(Row):
    """One ally in one copy."""

    __tablename__ = "copy_of"

    copy_id: Mapped[str] = child_of("copy_left", ondelete="CASCADE")
    ally_id: Mapped[str] = child_of("ally", index=True)

    __table_args__ = (UniqueConstraint("copy_id", "ally_id"),)


class Chase(Row):
    """One copy of somebody who was erased: whoever has it is asked to destroy it, and says that it is done."""

    __tablename__ = "chase"

    erasure_id: Mapped[str] = child_of("erasure", index=True)
    kind: Mapped[str] = mapped_column(String(8))
    left_at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[str | None] = mapped_column(Id)
    place: Mapped[str] = mapped_column(String(40), default="")
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_by_id: Mapped[str | None] = mapped_column(Id)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("(asked_at IS NULL) = (asked_by_id IS NULL)", name="asked"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done"),
        Index("ix_chase_open", "left_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )
