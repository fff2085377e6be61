"""Whether a film or a venue that an import made is still as it was made."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from tracker.imports.portions import portions
from tracker.screenings.film import Film
from tracker.screenings.venue import Venue
from tracker.store.db import db

AT_ONCE = 5_000
MODELS: dict[str, type[Film] | type[Venue]] = {"film": Film, "venue": Venue}


def digests(about: str, ids: Sequence[str]) -> dict[str, str]:
    """A digest of every column of each row, by its id; one that is gone has none."""
    model = MODELS[about]
    found = {}
    for some in portions(ids, AT_ONCE):
        for row in db.session.execute(select(model.__table__).where(model.id.in_(some))).mappings():
            text = repr(sorted((name, str(value)) for name, value in row.items()))
            found[row["id"]] = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return found
