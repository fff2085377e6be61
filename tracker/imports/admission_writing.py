"""Writing down what a list of admissions says, and taking it back. In a transaction."""

from sqlalchemy import select

from tracker.imports import memory
from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.portions import portions
from tracker.screenings import heads
from tracker.store.db import db

AT_ONCE = 2_000
WRITABLE = (Fate.NEW.value, Fate.CHANGED.value)


def write(found: Import, by: str | None) -> int:
    """How many figures were written down. Spellings that somebody explained are kept for the next list."""
    done, meant = 0, dict[str, str]()
    for rows in portions(_writable(found.id), AT_ONCE):
        opened = [(id_, ImportRow.content.open_for(id_, text)) for id_, text in rows]
        told = [(id_, content) for id_, content in opened if content]
        heads.add_listed(((id_, content["shows"], content["heads"]) for id_, content in told), by)
        meant |= {content["digest"]: content["v"] for _, content in told}
        done += len(told)
    answered = found.answers.get("venue", {})
    memory.keep_answers("venue", {digest: id_ for digest, id_ in meant.items() if digest in answered})
    return done


def undo(found: Import) -> int:
    """How many figures went."""
    ids = db.session.scalars(
        select(ImportRow.id).where(ImportRow.import_id == found.id, ImportRow.fate.in_(WRITABLE))
    ).all()
    return sum(heads.take_back(some) for some in portions(ids, AT_ONCE))


def _writable(import_id: str) -> list[tuple[str, bytes | None]]:
    wanted = select(ImportRow.id, ImportRow.content_sealed).where(
        ImportRow.import_id == import_id, ImportRow.fate.in_(WRITABLE)
    )
    return [(id_, text) for id_, text in db.session.execute(wanted.order_by(ImportRow.place))]
