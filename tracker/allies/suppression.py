"""Suppression: who must not be written to, by a fingerprint that outlives everything else we held.

`left` and `erased` are lifted by the person's own confirmed link; `never again` only by a coordinator.
"""

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, one_of

KINDS = ("left", "erased", "never again")


class Suppression(Row):
    """One fingerprint (under the standing key `suppress`) that stops letters, imports, sync, API, sheets and kiosks."""

    __tablename__ = "suppression"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(11))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (one_of("kind", KINDS), UniqueConstraint("fingerprint", "kind"))
