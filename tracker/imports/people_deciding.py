"""Doubtful rows of lists of people that came in: they wait here until somebody decides."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update

from tracker.imports import people_doubts, people_writing
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ASIDE, ImportRow
from tracker.imports.people_lines import PeopleLine, lines_of
from tracker.imports.people_rows import LETTERS, SUSPECT
from tracker.imports.people_writing import StagedHand
from tracker.records import dataclass
from tracker.store.db import db

PAGE = 50


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row that waits, as it says itself. `meant`: the address or the name that may be meant; "" where nothing is in doubt."""

    row_id: str
    import_id: str
    line: PeopleLine
    name: str
    email: str
    phone: str
    meant_name: str
    meant_email: str


def to_decide() -> int:
    """How many rows wait for a decision."""
    return db.session.scalar(counting()) or 0


def counting() -> Select[int]:
    """The same, to be asked together with other counts."""
    return select(func.count()).select_from(ImportRow).where(*_waiting())


def page(number: int) -> list[Doubt]:
    """Fifty of them, the oldest list first. Page numbers begin at 1."""
    wanted = select(ImportRow).where(*_waiting()).order_by(ImportRow.import_id, ImportRow.place)
    rows = db.session.scalars(wanted.limit(PAGE).offset((number - 1) * PAGE)).all()
    return [_doubt(row, line, row.content or {}) for row, line in zip(rows, lines_of(rows), strict=True)]


def taken(row_ids: Collection[str]) -> list[tuple[Import, list[StagedHand]]]:
    """Those of the rows that still wait, by their list; nobody else decides about these until the transaction ends."""
    waiting = [*_waiting(), ImportRow.id.in_(sorted(row_ids))]
    locked = select(ImportRow.import_id, ImportRow.id).where(*waiting).order_by(ImportRow.import_id, ImportRow.place)
    rows = db.session.execute(locked.with_for_update()).all()
    found = []
    for import_id, some in groupby(rows, key=lambda row: row.import_id):
        ids = [row.id for row in some]
        found.append(
            (
                db.session.get_one(Import, import_id),
                people_writing.opened(import_id, ImportRow.id.in_(ids), ImportRow.place),
            )
        )
    return found


def put_aside(row_ids: Collection[str]) -> None:
    """Nothing comes of these; what they say of a person goes at once."""
    emptied = update(ImportRow).where(ImportRow.id.in_(sorted(row_ids))).values(fate=ASIDE, content_sealed=None)
    db.session.execute(emptied.execution_options(synchronize_session=False))


def mended(hand: StagedHand, name: str, email: str | None) -> StagedHand:
    """The row as somebody has mended it: not doubtful any more."""
    flags = [flag for flag in hand.content.get("f", ()) if flag not in (SUSPECT, LETTERS)]
    return hand._replace(content={**hand.content, "n": name, "e": email or hand.content.get("e"), "f": flags})


def _waiting() -> Sequence[ColumnElement[bool]]:
    """Over ImportRow. A row whose time is over says nothing any more, and waits no longer."""
    lists = select(Import.id).where(Import.kind == "people", Import.state == State.WRITTEN.value)
    return (
        ImportRow.import_id.in_(lists), ImportRow.fate == Fate.DOUBTFUL.value, ImportRow.content_sealed.is_not(None),
    )  # fmt: skip


def _doubt(row: ImportRow, line: PeopleLine, content: dict[str, Any]) -> Doubt:
    name, email = content.get("n", ""), content.get("e") or ""
    meant_name = people_doubts.mended(name)
    meant_email = f"{email.rpartition('@')[0]}@{content['m']}" if content.get("m") else email
    return Doubt(row.id, row.import_id, line, name, email, content.get("p") or "", meant_name, meant_email)
