"""Likenesses: two allies who may be one person, offered to coordinators; and what they said of it.

`likeness_mark` holds, for each ally, short keyed fingerprints of what they could be found by: three bytes, so that strangers
collide and a mark alone proves nothing. Who collides is opened and compared. See docs/decisions/0025-duplicates.md.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of
from tracker.store.ids import Id

OPEN = "apart_at IS NULL"


class Likeness(Row):
    """Two of them, the smaller id first."""

    __tablename__ = "likeness"

    one_id: Mapped[str] = child_of("ally")
    other_id: Mapped[str] = child_of("ally", index=True)
    # Keys of allies.alike, the strongest first: "phone name".
    evidence: Mapped[str] = mapped_column(String(120))
    strength: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # When somebody said that they are not the same; None: to be decided. Remembered while both contacts stay what they are.
    apart_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Who said so.
    account_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="order"),
        # Only what is still to decide.
        Index("ix_likeness_open", "strength", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )


class LikenessMark(Row):
    """One fingerprint, under one find key."""

    __tablename__ = "likeness_mark"

    ally_id: Mapped[str] = child_of("ally", index=True)
    key_name: Mapped[str] = mapped_column(String(4))
    mark: Mapped[bytes] = mapped_column(LargeBinary(3))

    __table_args__ = (Index("ix_likeness_mark_mark", "mark", "ally_id"),)
