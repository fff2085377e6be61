"""Links to become a member of the team, or to come back in: used once, for a short time."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.team.roles import ROLES

PURPOSES = ("join", "reset")


class Invitation(Row):
    """An unused or used link."""

    __tablename__ = "invitation"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(10))
    # For "reset", whose password; for "join", None until it is used.
    account_id: Mapped[str | None] = child_of("account")
    role_name: Mapped[str] = mapped_column(String(20))
    made_by_id: Mapped[str | None] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (one_of("purpose", PURPOSES), one_of("role_name", ROLES))
