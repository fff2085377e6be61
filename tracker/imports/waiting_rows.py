"""Doubtful rows of lists that wait for a decision: they hold what somebody wrote, and are of nobody we know yet."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select, update

from tracker.allies.ally import Contact
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.portions import portions
from tracker.signups import by_contact
from tracker.store.db import db
from tracker.store.sealing import Broken

AT_ONCE = 2_000


def forget(contacts: Sequence[Contact]) -> None:
    """Those that bear an address or a number of these say nothing any more; inside a transaction. Nobody is waited for: a row
    that somebody is just deciding about is looked for again when the erasure is due.
    """
    emptied = update(ImportRow).values(content_sealed=None).execution_options(synchronize_session=False)
    for some in portions(_bearing(contacts), AT_ONCE):
        free = (
            select(ImportRow.id).where(ImportRow.id.in_(some)).order_by(ImportRow.id).with_for_update(skip_locked=True)
        )
        db.session.execute(emptied.where(ImportRow.id.in_(db.session.scalars(free).all())))


def _bearing(contacts: Sequence[Contact]) -> Iterator[str]:
    if not any(each.get("email") or each.get("phone") for each in contacts):
        return
    lists = select(Import.id).where(Import.kind == "people")
    rows = select(ImportRow.id, ImportRow.content_sealed).where(
        ImportRow.fate == "doubtful", ImportRow.content_sealed.is_not(None), ImportRow.import_id.in_(lists)
    )
    for id_, sealed in db.session.execute(rows):
        try:
            content = ImportRow.content.open_for(id_, sealed) or {}
        except Broken:
            continue
        if any(by_contact.bears(content.get("e"), content.get("p"), each) for each in contacts):
            yield id_
