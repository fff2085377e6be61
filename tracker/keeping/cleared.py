"""What the nightly job cleared: dated records that name nobody. And when the disk was swept after it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime


class Cleared(Row):
    """One night, one kind."""

    __tablename__ = "cleared"

    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    number: Mapped[int]
    # The days that held then.
    days: Mapped[int]

    __table_args__ = (CheckConstraint("number > 0", name="number"),)


class Sweep(Row):
    """One sweep of the disk that succeeded: what had gone when it began stands in no file any more."""

    __tablename__ = "sweep"

    began_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
