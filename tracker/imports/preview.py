"""The preview as it stands in the database: stored by one look, dropped before the next. imports.old_files empties it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete

from tracker import clock
from tracker.errors import Refusal
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.look import Looked
from tracker.imports.portions import portions
from tracker.imports.staged import Staged
from tracker.store.db import db
from tracker.store.transactions import add_rows
from tracker.words import lazy

AT_ONCE = 5_000


class WrittenAlready(Refusal):
    sentence = lazy("This import is written. Bring the file again to import what is new in it.")
    status = 409


class NotLookedAt(Refusal):
    sentence = lazy("Nobody has looked at this since its columns were told. Look again, then write it down.")
    status = 409


class DecidedMeanwhile(Refusal):
    sentence = lazy("Somebody decided something about this file while it was looked at. Look again, then decide.")
    status = 409


def still_open(found: Import) -> Import:
    """Raises WrittenAlready."""
    if found.state not in (State.UPLOADED, State.PREVIEWED):
        raise WrittenAlready
    return found


def drop(found: Import) -> None:
    """The rows of an earlier look go; inside a transaction."""
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))
    found.state, found.counts = State.UPLOADED.value, {}


def store(found: Import, looked: Looked, staged: Staged) -> None:
    """Keep what a look gave; inside a transaction. Raises WrittenAlready, DecidedMeanwhile."""
    if still_open(found).answers != looked.asked:
        raise DecidedMeanwhile
    keep(found, staged.rows, staged.counts)
    meant = [
        {"about": about, "digest": digest, "id": id_}
        for about, ids in staged.meant.items()
        for digest, id_ in ids.items()
    ]
    found.to_make = {**staged.to_make, "meant": meant}
    found.mark = looked.mark


def keep(found: Import, rows: Iterable[dict[str, Any]], counts: dict[str, int]) -> None:
    """Rows instead of those of an earlier look; inside a transaction. Raises WrittenAlready."""
    drop(still_open(found))
    for some in portions(rows, AT_ONCE):
        add_rows(ImportRow, some)
    found.counts, found.state, found.previewed_at = counts, State.PREVIEWED.value, clock.now()
