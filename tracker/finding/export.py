"""Files that are made for somebody of the team and wait, sealed, until they are fetched: contacts of allies, or a whole takeout.

First they are gathered, by the worker where there is much; then locked with a passphrase that is shown once and kept nowhere, so
that from then on nobody can read them here; then fetched.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

KINDS = ("contacts", "takeout")


class Export(Row):
    """One file that somebody asked for."""

    __tablename__ = "export"

    kind: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[str] = mapped_column(Id, index=True)
    # Why, in their words; it stands in the trace as well.
    reason = Sealed[str]()
    reason_sealed: Mapped[bytes | None] = sealed_column()
    # Of contacts: which columns, and as what kind of file.
    layout: Mapped[str] = mapped_column(String(14), default="")
    form: Mapped[str] = mapped_column(String(4), default="")
    # With those who asked for extra care.
    with_care: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # Rows to be gathered, and gathered so far.
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    # Which worker gathers, and until when nobody else does.
    leased_by: Mapped[str | None] = mapped_column(Id)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    gathered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the passphrase was shown: from then on the parts are those of the ZIP.
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How many of those asked for are not in it, by reason.
    left_out: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    # Of contacts: who is in it, and by which ways (contacts_out.Who). None: not gathered, or before this was kept.
    who: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("(leased_by IS NULL) = (leased_until IS NULL)", name="lease"),
        CheckConstraint("locked_at IS NULL OR gathered_at IS NOT NULL", name="locked"),
        CheckConstraint("fetched_at IS NULL OR locked_at IS NOT NULL", name="fetched"),
    )

    @property
    def state(self) -> str:
        """ "waiting", "gathered", "locked"."""
        return "locked" if self.locked_at else "gathered" if self.gathered_at else "waiting"


class ExportOf(Row):
    """One ally who was asked for. Is one erased, the file goes: see finding.person."""

    __tablename__ = "export_of"

    export_id: Mapped[str] = child_of("export", ondelete="CASCADE")
    ally_id: Mapped[str] = child_of("ally", index=True)

    __table_args__ = (UniqueConstraint("export_id", "ally_id"),)


class ExportPart(Row):
    """A piece of a file: of the one named `name` while it is gathered, of the locked ZIP afterwards."""

    __tablename__ = "export_part"

    export_id: Mapped[str] = child_of("export", ondelete="CASCADE")
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    # In base 64.
    piece = Sealed[str]()
    piece_sealed: Mapped[bytes | None] = sealed_column(deferred=True)

    __table_args__ = (UniqueConstraint("export_id", "position"), CheckConstraint("position >= 0", name="position"))
