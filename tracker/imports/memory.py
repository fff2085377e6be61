"""What is kept for next time: how a heading is read, and which spellings mean which film or venue."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.files.tables import Table
from tracker.imports.columns import plain_heading
from tracker.imports.portions import portions
from tracker.imports.recognise import Key
from tracker.store.db import Row, UTCDateTime, child_of, db, one_of
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

ABOUT = ("film", "venue")


class ImportMapping(Row):
    """The choices made for files with this heading, as the last import that was looked at had them."""

    __tablename__ = "import_mapping"

    kind: Mapped[str] = mapped_column(String(12))
    signature: Mapped[str] = mapped_column(String(64))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("kind", "signature"),)


class ImportAnswer(Row):
    """A spelling that a person explained: the film or venue that came of it. It needs no second asking."""

    __tablename__ = "import_answer"

    about: Mapped[str] = mapped_column(String(5))
    # SHA-256 of the comparison key: a key can be longer than its name.
    digest: Mapped[str] = mapped_column(String(64))
    film_id: Mapped[str | None] = child_of("film", index=True)
    venue_id: Mapped[str | None] = child_of("venue", index=True)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        UniqueConstraint("about", "digest"),
        one_of("about", ABOUT),
        CheckConstraint(
            "(film_id IS NULL) = (about = 'venue') AND (venue_id IS NULL) = (about = 'film')", name="of_one"
        ),
    )


def signature_of(kind: str, table: Table) -> str:
    """The same for files whose headings are the same words in the same order; of calendars for those of one name."""
    return _digest([kind, *map(plain_heading, table.header), *([table.name] if table.name else [])])


def digest_of(key: Key) -> str:
    """By which an answer finds its spelling."""
    return _digest(list(key))


def _digest(texts: list[str]) -> str:
    return hashlib.sha256(json.dumps(texts).encode("ascii")).hexdigest()


def kept_choices(kind: str, signature: str) -> dict[str, Any] | None:
    """The choices kept for a heading."""
    query = select(ImportMapping.choices).where(ImportMapping.kind == kind, ImportMapping.signature == signature)
    return db.session.scalars(query).one_or_none()


def keep_choices(kind: str, signature: str, choices: dict[str, Any]) -> None:
    """Keep them, instead of those before; inside a transaction."""
    new = {"id": new_id(), "kind": kind, "signature": signature, "choices": choices, "kept_at": clock.now()}
    if not add_once(ImportMapping, [new]):
        row = db.session.scalars(
            select(ImportMapping).where(ImportMapping.kind == kind, ImportMapping.signature == signature)
        ).one()
        row.choices, row.kept_at = choices, clock.now()


def kept_answers(about: str) -> dict[str, str]:
    """Every spelling that was explained, by its digest: the film's or venue's id."""
    column = ImportAnswer.film_id if about == "film" else ImportAnswer.venue_id
    query = select(ImportAnswer.digest, column).where(ImportAnswer.about == about)
    return {digest: str(id_) for digest, id_ in db.session.execute(query)}


def keep_answers(about: str, ids: Mapping[str, str]) -> None:
    """Keep the id that each digest came to mean, instead of what was said before; inside a transaction."""
    for some in portions(ids, 5_000):
        db.session.execute(delete(ImportAnswer).where(ImportAnswer.about == about, ImportAnswer.digest.in_(some)))
    db.session.flush()
    now = clock.now()
    add_once(
        ImportAnswer,
        [
            {
                "id": new_id(), "about": about, "digest": digest, "kept_at": now,
                "film_id": ids[digest] if about == "film" else None,
                "venue_id": ids[digest] if about == "venue" else None,
            }
            for digest in sorted(ids)
        ],
    )  # fmt: skip


def forget_answers(about: str, ids: Iterable[str]) -> None:
    """What they meant is gone; inside a transaction."""
    column = ImportAnswer.film_id if about == "film" else ImportAnswer.venue_id
    for some in portions(ids, 5_000):
        db.session.execute(delete(ImportAnswer).where(column.in_(some)))
