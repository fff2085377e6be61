"""Files that were brought, and what stood in their rows. What they made stays, and stays undoable."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_

from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.store.old import Old


def _brought(kinds: tuple[str, ...], before: datetime) -> ColumnElement[bool]:
    """Over Import."""
    return Import.kind.in_(kinds) & (Import.uploaded_at < before)


def _of(*kinds: str) -> tuple[Old, ...]:
    file = Old(
        Import,
        held=lambda: (
            Import.kind.in_(kinds) & or_(Import.upload_sealed.is_not(None), Import.file_name_sealed.is_not(None))
        ),
        over=lambda before: _brought(kinds, before),
        empties=(Import.upload_sealed, Import.file_name_sealed),
    )
    row = Old(
        ImportRow,
        held=lambda: (
            ImportRow.content_sealed.is_not(None)
            & exists().where(Import.id == ImportRow.import_id, Import.kind.in_(kinds)).correlate(ImportRow)
        ),
        over=lambda before: (
            exists().where(Import.id == ImportRow.import_id, _brought(kinds, before)).correlate(ImportRow)
        ),
        empties=(ImportRow.content_sealed,),
    )
    return file, row


SCREENINGS, OUTCOMES, PEOPLE = _of("screenings", "admissions"), _of("outcomes"), _of("people")
