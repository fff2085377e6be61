"""Answers to what is doubtful, to "moved?" and to "cancelled?": only what was asked can be answered."""

from collections.abc import Mapping

from sqlalchemy import select

from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.look import NEW
from tracker.imports.writing import ANOTHER, CALLED_OFF, MOVED, TAKES_PLACE
from tracker.store.db import db

Answers = Mapping[str, Mapping[str, str]]


def accepted(found: Import, answers: Answers) -> dict[str, dict[str, str]]:
    """The import's answers with those of `answers` that were asked for and offered; a forged one is not heard."""
    offered = _offered(found)
    merged = {about: dict(said) for about, said in found.answers.items()}
    for about, said in answers.items():
        for key, answer in said.items():
            if answer in offered.get((about, key), ()):
                merged.setdefault(about, {})[key] = answer
    return merged


def _offered(found: Import) -> dict[tuple[str, str], set[str]]:
    asking = (Fate.DOUBTFUL.value, Fate.MOVED.value, Fate.CANCELLED.value)
    table, offered = ImportRow.__table__.c, {}
    rows = db.session.execute(
        select(table.id, table.place, table.fate, table.screening_id, table.content_sealed).where(
            table.import_id == found.id, table.fate.in_(asking)
        )
    )
    for row in rows:
        if row.fate == Fate.MOVED:
            offered["move", f"{row.place}:{row.screening_id}"] = {MOVED, ANOTHER}
            continue
        if row.fate == Fate.CANCELLED:
            offered["move", f"{row.place}:{row.screening_id}"] = {CALLED_OFF, TAKES_PLACE}
            continue
        content = ImportRow.content.open_for(row.id, row.content_sealed) or {}
        for ask in content.get("ask", []):
            offered[ask["about"], ask["digest"]] = {NEW, *(token for token, _ in ask["offers"])}
    return offered
