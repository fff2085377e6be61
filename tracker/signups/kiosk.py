"""Kiosks: tablets in the lobby. Each has a name, a link, and a key to which it seals what people write, before it keeps it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column
from tracker.words import LANGUAGES


class Kiosk(Row):
    """One tablet. The row stays: it says which entries came by which, and a late one still finds it."""

    __tablename__ = "kiosk"

    # For which it writes. Where screenings are joined it goes along.
    screening_id: Mapped[str] = child_of("screening", index=True)
    # What the team and the host call it: "By the stairs".
    name = Sealed[str]()
    name_sealed: Mapped[bytes | None] = sealed_column()
    # Spoken by the page until somebody chooses another, and again after each entry.
    language: Mapped[str] = mapped_column(String(2))
    # Base64: the page seals with it. The other half opens, and is kept for 90 days: keeping.clocks.
    public_key: Mapped[str] = mapped_column(String(88))
    private_key = Sealed[str]()
    private_key_sealed: Mapped[bytes | None] = sealed_column()
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: by the host.
    made_by_id: Mapped[str | None] = mapped_column(Id)
    # The last day on which the tablet was heard of, by the clock at the place.
    used_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None: by the host, or with all others, when the house was closed.
    withdrawn_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("language", tuple(LANGUAGES)),
        CheckConstraint("withdrawn_by_id IS NULL OR withdrawn_at IS NOT NULL", name="withdrawn"),
    )
