"""Rows in the order in which they came to be: a page by the place behind which it begins, or by how many come before.

Behind a place it costs the same however far the place is; by number an index alone is counted off, and no row is read.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, tuple_

from tracker.records import dataclass
from tracker.store.counts import so_far
from tracker.store.db import db

Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class InOrder:
    """`wanted`: a select of the moment and the id of those who fit, in no order yet."""

    wanted: Any
    moment: Any
    id: Any

    def places(self, after: Place | None, skip: int, most: int) -> Sequence[Place]:
        """Where the next ones stand, up to `most`, `skip` of them left out."""
        wanted = self.wanted
        if after is not None:
            bound = literal(after[0], self.moment.type), literal(after[1], self.id.type)
            wanted = wanted.where(tuple_(self.moment, self.id) > tuple_(*bound))
        wanted = wanted.order_by(self.moment, self.id).limit(most)
        rows = db.session.execute(wanted.offset(skip) if skip else wanted)
        return [(row[0], row[1]) for row in rows]

    def how_many(self, most: int | None = None) -> int:
        """All of them; or counted up to `most`."""
        plain = self.wanted.order_by(None)
        if most is not None:
            return db.session.scalar(so_far(plain, most)) or 0
        return db.session.scalar(select(func.count()).select_from(plain.subquery())) or 0
