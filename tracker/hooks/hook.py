"""Webhooks: where what happened is told, and what of it. Address and secrets are sealed: either opens something elsewhere."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

# Spelt as in the index: with bound values SQLite would not see that it holds them all.
STANDING = "withdrawn_at IS NULL"


class Kind(StrEnum):
    """What a hook may be told of; its value is the word of the command line and of the column."""

    SIGNUPS = "signups"
    OUTCOMES = "outcomes"
    SCREENINGS = "screenings"


KINDS = tuple(kind.value for kind in Kind)
# Why a hook rests: its receiver has failed for days, or said that it is gone for good; or somebody let it rest.
WHYS = ("failing", "gone", "by hand")


class Hook(Row):
    """One receiver. A withdrawn one keeps its row for a while: it says what was told to whom."""

    __tablename__ = "hook"

    # What it is for, in the team's words.
    name = Sealed[str]()
    name_sealed: Mapped[bytes | None] = sealed_column()
    # Where to: addresses of such receivers often hold a secret themselves.
    address = Sealed[str]()
    address_sealed: Mapped[bytes | None] = sealed_column()
    # With which what is sent is signed. Shown once.
    secret = Sealed[str]()
    secret_sealed: Mapped[bytes | None] = sealed_column()
    # The one before, which signs beside it for a day after a turn; and until when.
    former = Sealed[str]()
    former_sealed: Mapped[bytes | None] = sealed_column()
    former_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Of KINDS, comma-separated, in their order.
    kind_names: Mapped[str] = mapped_column(String(40))
    # The one campaign it hears of; None: all.
    campaign_id: Mapped[str | None] = mapped_column(Id)
    # Whether names and contacts of allies go there, too.
    contacts: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: from the command line.
    made_by_id: Mapped[str | None] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None: with everything else, when the house was closed; or from the command line.
    withdrawn_by_id: Mapped[str | None] = mapped_column(Id)
    # It rests: what happens is kept for it and not sent.
    rests_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rests_why: Mapped[str | None] = mapped_column(String(8))
    # Since when nothing arrives any more, how often it failed since, and until when it is left in peace.
    failing_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The last that arrived.
    delivered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Whose turn of a worker has it, and until when: one at a time, so that what happened first is told first.
    leased_by: Mapped[str | None] = mapped_column(Id)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("rests_why", WHYS),
        CheckConstraint("kind_names <> ''", name="kind_names"),
        CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name="withdrawn"),
        CheckConstraint("(rests_since IS NULL) = (rests_why IS NULL)", name="rests"),
        CheckConstraint("(leased_by IS NULL) = (leased_until IS NULL)", name="lease"),
        CheckConstraint("failures >= 0", name="failures"),
        Index("ix_hook_standing", "made_at", sqlite_where=text(STANDING), postgresql_where=text(STANDING)),
    )

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(Kind(name) for name in self.kind_names.split(","))
