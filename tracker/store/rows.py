"""One row by an id that came from outside; very many, some at a time; and those of many keys."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, and_, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from tracker.errors import NotThere
from tracker.store.db import Row, db
from tracker.store.ids import ALPHABET, LENGTH

R = TypeVar("R", bound=Row)


def is_id(text: str | None) -> bool:
    """Whether it could be one of ours. What could not is never shown to the database: PostgreSQL chokes on a NUL."""
    return text is not None and len(text) == LENGTH and all(letter in ALPHABET for letter in text)


def row_of(model: type[R], row_id: str | None, lock: bool = False) -> R:
    """The row of an id; with `lock`, until the transaction ends nobody else changes it. Raises NotThere."""
    row = db.session.get(model, row_id, with_for_update=lock or None) if is_id(row_id) else None
    if row is None:
        raise NotThere
    return row


def in_batches(wanted: Executable, some: int = 500) -> Iterator[Sequence[Any]]:
    """All that a query gives, of one moment, without ever holding more than `some` rows of it."""
    yield from db.session.execute(wanted, execution_options={"yield_per": some}).partitions()


def among(columns: Sequence[InstrumentedAttribute[Any]], keys: Collection[Sequence[Any]]) -> ColumnElement[bool]:
    """Rows whose columns together are one of these keys; found by an index that begins with the first of them.

    SQLite would look for a row of values in no index: it is shown the first one by itself.
    """
    return and_(columns[0].in_({key[0] for key in keys}), tuple_(*columns).in_(keys))
