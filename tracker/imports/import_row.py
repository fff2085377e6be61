"""The rows of an import: what each says, what will become of it and why, and what it made or changed."""

from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.imports.fates import Fate
from tracker.store.db import Row, child_of, loosely_of, one_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column

GONE = "no longer listed"
"""The fate of a screening that an earlier version of the list had; it belongs to no row of the file."""
KNOWN, ASIDE = "known", "put aside"
"""Of people: a new signup of somebody known; a doubtful row of which somebody decided that nothing comes."""
FATES = (*(fate.value for fate in Fate), GONE, KNOWN, ASIDE)


class ImportRow(Row):
    """One planned screening, one raised hand, one refused row, or one screening that is no longer listed."""

    __tablename__ = "import_row"

    import_id: Mapped[str] = child_of("import_", ondelete="CASCADE")
    # Its place in the preview.
    place: Mapped[int]
    # The row as a spreadsheet shows it. None: no row has it.
    number: Mapped[int | None]
    fate: Mapped[str] = mapped_column(String(20))
    # Something about it should be known, although it is taken.
    noted: Mapped[bool]
    # The screening that it makes, meets, changes or moves. No foreign key: a new one's id exists before its row.
    screening_id: Mapped[str | None] = mapped_column(Id, index=True)
    # The follow-up that it closes or makes, where the list tells of outcomes.
    follow_up_id: Mapped[str | None] = mapped_column(Id, index=True)
    # Of a raised hand: whose it was, and the signup that came of it. No foreign keys: undoing and erasing empty them.
    ally_id: Mapped[str | None] = loosely_of("ally", index=True)
    signup_id: Mapped[str | None] = mapped_column(Id)
    # The order in which raised hands are written: one person's together, whatever the order of the file.
    turn: Mapped[int | None]
    # What is planned and what is said about it (imports.staged writes and reads it). Emptied when its time is over.
    content = Sealed[dict[str, Any]]()
    content_sealed: Mapped[bytes | None] = sealed_column()
    # The fields of the screening, or where consent of the ally stood, before this row changed them; undoing puts them back.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # Why undoing left it: "signups", "changed", "used".
    stayed: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (
        UniqueConstraint("import_id", "place"),
        one_of("fate", FATES),
        Index("ix_import_row_fate", "import_id", "fate", "place"),
        Index("ix_import_row_turn", "import_id", "turn"),
    )
