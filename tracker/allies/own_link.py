"""Fresh links: for half an hour an ally may see, correct, take away what we hold; or confirm a new address. Spent once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

PURPOSES = ("open", "address")


class OwnLink(Row):
    """One link that was given out; its address carries this id, signed."""

    __tablename__ = "own_link"

    ally_id: Mapped[str] = child_of("ally")
    purpose: Mapped[str] = mapped_column(String(7))
    # The new address that using it confirms.
    email = Sealed[str]()
    email_sealed: Mapped[bytes | None] = sealed_column()
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    spent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Who of the team handed it over; None: a letter did.
    account_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("purpose", PURPOSES),
        CheckConstraint("purpose = 'address' OR email_sealed IS NULL", name="email"),
        Index("ix_own_link_ally", "ally_id", "made_at"),
    )
