"""Sessions on the server. The cookie holds a random token; the row is found by its hash and ends when we say so."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of
from tracker.store.sealing import Sealed, sealed_column


class Session(Row):
    """One browser, signed in or about to."""

    __tablename__ = "session"

    # SHA-256 of the 256-bit token in the cookie.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[str | None] = child_of("account", index=True)
    data = Sealed[dict[str, object]]()
    data_sealed: Mapped[bytes | None] = sealed_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Absolute end.
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
