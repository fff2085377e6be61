"""Large erasures, announced to the administrators a week before: how many, and from which day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime


class Announcement(Row):
    """One notice. Nobody is named: a number alone."""

    __tablename__ = "announcement"

    told_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The first day (UTC) on which they may go.
    goes_on: Mapped[date]
    # How many were announced, and how many of these have gone.
    number: Mapped[int]
    gone: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("number > 0 AND gone BETWEEN 0 AND number", name="number"),)
