"""Addresses that do not exist any more, as their own mail servers have told us. By a fingerprint that tells nobody's address."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime


class DeadAddress(Row):
    """One fingerprint, under the standing key `suppress`. It says nothing about what its owner wants."""

    __tablename__ = "dead_address"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    # What the other side said: "5.1.1".
    status: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
