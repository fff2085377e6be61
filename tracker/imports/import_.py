"""Imports: one file that somebody brought, what was decided about it, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.errors import NotThere
from tracker.store.db import Row, UTCDateTime, child_of, db, one_of
from tracker.store.ids import Id
from tracker.store.rows import is_id
from tracker.store.sealing import Sealed, sealed_column
from tracker.words import lazy

KINDS = ("screenings", "outcomes", "admissions", "people")


class State(StrEnum):
    """How far an import has come."""

    UPLOADED = "uploaded"
    PREVIEWED = "previewed"
    WRITTEN = "written"
    UNDONE = "undone"


class ImportNotThere(NotThere):
    sentence = lazy("There is no such import, or it belongs to a campaign that others work on.")


class Import(Row):
    """One file. Its rows stand in `import_row` from the preview on."""

    __tablename__ = "import_"

    kind: Mapped[str] = mapped_column(String(12))
    # Sealed like what is in it: people name files after people.
    file_name = Sealed[str]()
    file_name_sealed: Mapped[bytes | None] = sealed_column()
    # Of the file's bytes: the same file is known again.
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    # Bytes.
    size: Mapped[int]
    # The file (imports.brought_file). Large: loaded only when it is asked for. Emptied with the rows' contents when their time is over.
    upload = Sealed[str]()
    upload_sealed: Mapped[bytes | None] = sealed_column(deferred=True)
    # SHA-256 of kind and headings: by it the mapping is kept for next time.
    signature: Mapped[str] = mapped_column(String(64))
    # Into which campaign. None until that is chosen.
    campaign_id: Mapped[str | None] = child_of("campaign", index=True)
    # The first import of the list that this one is a newer version of; its own id when it begins a list.
    list_id: Mapped[str | None] = mapped_column(Id, index=True)
    state: Mapped[str] = mapped_column(String(10))
    # As imports.choices_kept writes them. None until they are made.
    choices: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # {"venue": {key's digest: id, "=" + digest, or "new"}, "film": ..., "move": {"row:nth": "moved" or "new"}}
    answers: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    # {fate: rows}, and "noted", "to write", "screenings", "stayed"; of people also "yes", "no", "unknown", "old".
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    # Films and venues that the preview found missing: [{"id", "title", ...}]. Ids are made before the rows are. Of people:
    # {"batches": [where each portion of the writing begins]}.
    to_make: Mapped[dict[str, list[dict[str, Any]]]] = mapped_column(JSON, default=dict, deferred=True)
    # Those that writing made: {"film": {id: digest of the row}, "venue": ...}; a later digest tells whether it was touched.
    made: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict, deferred=True)
    # What the world looked like when the preview was made (imports.world_known.mark).
    mark: Mapped[str] = mapped_column(String(200), default="")
    # None: from the command line.
    account_id: Mapped[str | None] = child_of("account", index=True)
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    previewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    written_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", tuple(state.value for state in State)),
        Index("ix_import__uploaded", "uploaded_at", "id"),
    )


def by_id(import_id: str, lock: bool = False, kind: str = "screenings") -> Import:
    """Raises ImportNotThere, for one of another kind too. `lock`: nobody else changes it until the transaction ends."""
    if not is_id(import_id):
        raise ImportNotThere
    query = select(Import).where(Import.id == import_id, Import.kind == kind)
    found = db.session.scalars(query.with_for_update(of=Import) if lock else query).one_or_none()
    if found is None:
        raise ImportNotThere
    return found
