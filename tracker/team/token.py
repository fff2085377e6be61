"""Tokens: keys for other programs. Each says what it may, and until when; only its hash is kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column


class Scope(StrEnum):
    """What a token may do; its value is the word of the command line and of the column."""

    READ_FIGURES = "figures"
    READ_PEOPLE = "people"
    WRITE_SIGNUPS = "signups"
    WRITE_SCREENINGS = "screenings"
    WORK_FOLLOW_UPS = "follow-ups"


SCOPES = tuple(scope.value for scope in Scope)
# What the source of signups has asked people: "given" where each of them said yes there, as Action Network assumes of its own.
CONSENTS = ("unknown", "given")


class Token(Row):
    """One key. The row stays for a while after its end: it says what opened the house, and until when."""

    __tablename__ = "token"

    # SHA-256 of what was handed over; nobody can say it again.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    # What it is for, in the team's words.
    name = Sealed[str]()
    name_sealed: Mapped[bytes | None] = sealed_column()
    # Of SCOPES, comma-separated, in their order.
    scope_names: Mapped[str] = mapped_column(String(60))
    # The one campaign it may see and write for; None: all. Of a floor above, so without a foreign key.
    campaign_id: Mapped[str | None] = mapped_column(Id)
    consent: Mapped[str] = mapped_column(String(7), default="unknown")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: from the command line.
    made_by_id: Mapped[str | None] = mapped_column(Id)
    # The administrator who answers for it: it rests while they are none. None: whoever has the machine.
    kept_by_id: Mapped[str | None] = mapped_column(Id, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The last hour in which it opened something. No more is kept.
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None: with all others, when the house was closed; or from the command line.
    withdrawn_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("consent", CONSENTS),
        CheckConstraint("scope_names <> ''", name="scope_names"),
        CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name="withdrawn"),
    )

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return tuple(Scope(name) for name in self.scope_names.split(","))

    @property
    def reads_figures_alone(self) -> bool:
        """Such a one may stand in an address, where proxies and histories keep it: it opens nothing but what reports tell anyway."""
        return self.scopes == (Scope.READ_FIGURES,)
