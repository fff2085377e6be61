"""What points at a row, whatever table it stands in: asked of the metadata, so that no room can be forgotten."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, select

from tracker.store.db import Base, db

# PostgreSQL takes 65,535 bound values in a statement, SQLite half of that.
MOST = 10_000


def pointed_at(table: str, ids: Collection[str], but: Collection[str] = ()) -> set[str]:
    """Those of `ids` in `table` to which any row of any table refers, the tables in `but` left out."""
    found: set[str] = set()
    listed = sorted(ids)
    for column in _columns_to(table, but):
        for start in range(0, len(listed), MOST):
            found.update(db.session.scalars(select(column).where(column.in_(listed[start : start + MOST])).distinct()))
    return found


def _columns_to(table: str, but: Collection[str]) -> Iterator[Column[Any]]:
    for other in Base.metadata.sorted_tables:
        if other.name not in but:
            for key in other.foreign_keys:
                if key.column.table.name == table:
                    yield key.parent
