"""Which film screenings a list made, changed and called off, once it is written."""

from dataclasses import field

from sqlalchemy import select

from tracker.imports.fates import Fate
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.writing import WRITABLE
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.store.db import db

AT_ONCE = 5_000


@dataclass(slots=True)
class Written:
    """Ids of film screenings."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    called_off: list[str] = field(default_factory=list)


def written(found: Import) -> Written:
    """Inside the transaction that writes it, or takes it back."""
    done = Written()
    columns = select(ImportRow.screening_id, ImportRow.fate, ImportRow.before)
    rows = columns.where(ImportRow.import_id == found.id, ImportRow.fate.in_([fate.value for fate in WRITABLE]))
    for screening_id, fate, before in db.session.execute(rows):
        if fate == Fate.NEW:
            done.made.append(str(screening_id))
        elif before:
            (done.called_off if fate == Fate.CANCELLED else done.changed).append(str(screening_id))
    return done


def gone(screening_ids: list[str]) -> list[str]:
    """Those whose rows are not there any more."""
    there: set[str] = set()
    for start in range(0, len(screening_ids), AT_ONCE):
        some = Screening.id.in_(screening_ids[start : start + AT_ONCE])
        there.update(db.session.scalars(select(Screening.id).where(some)))
    return [each for each in screening_ids if each not in there]
