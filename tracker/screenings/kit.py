"""The kit of a whole campaign, while the worker draws it and until it is fetched: part after part, sealed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from tracker.paper.card import PAPERS
from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column


class Kit(Row):
    """One for a campaign at a time: a second click finds it, a new one takes its place."""

    __tablename__ = "kit"

    campaign_id: Mapped[str] = child_of("campaign", unique=True)
    paper: Mapped[str] = mapped_column(String(6))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Who asked; None: from the command line.
    account_id: Mapped[str | None] = mapped_column(Id)
    # Which worker draws, and until when nobody else does.
    leased_by: Mapped[str | None] = mapped_column(Id)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the last part was drawn, and when it was first handed over.
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("paper", PAPERS),
        CheckConstraint("(leased_by IS NULL) = (leased_until IS NULL)", name="lease"),
        CheckConstraint("fetched_at IS NULL OR done_at IS NOT NULL", name="fetched"),
    )


class KitPart(Row):
    """What is drawn for one screening; of the campaign itself, where there is none: its end cards."""

    __tablename__ = "kit_part"

    kit_id: Mapped[str] = child_of("kit", ondelete="CASCADE")
    screening_id: Mapped[str | None] = child_of("screening", index=True)
    # In which order they are drawn, and stand in the ZIP.
    position: Mapped[int]
    # When it was drawn, or given up.
    made_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # It could not be drawn, or is there no longer: said in the ZIP.
    failed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The name of its folder, and a ZIP of its files in base 64. Large: loaded only when it is asked for.
    files = Sealed[tuple[str, str]]()
    files_sealed: Mapped[bytes | None] = sealed_column(deferred=True)

    __table_args__ = (
        UniqueConstraint("kit_id", "position"),
        UniqueConstraint("kit_id", "screening_id"),
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("made_at IS NOT NULL OR files_sealed IS NULL", name="made"),
    )
