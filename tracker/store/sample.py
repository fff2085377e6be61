"""Whether the keys that are here open what is in the tables: tried on a few rows of each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from tracker.errors import Refusal
from tracker.store.db import Base, Row, db
from tracker.store.sealing import Broken, Sealed
from tracker.words import lazy

# Rows from either end of each table, by their ids.
SAMPLE = 3


class NothingOpens(Refusal):
    sentence = lazy("Values in %(table)s do not open with this key ring, so nothing was kept of the backup.")


def open_some() -> None:
    """Every sealed attribute of every table, on its first and last rows. Raises NothingOpens."""
    for mapper in Base.registry.mappers:
        model = mapper.class_
        attributes = [value for value in vars(model).values() if isinstance(value, Sealed)]
        if not attributes or not issubclass(model, Row):
            continue
        columns = [getattr(model, each.column) for each in attributes]
        for order in (model.id, model.id.desc()):
            for row_id, *values in db.session.execute(select(model.id, *columns).order_by(order).limit(SAMPLE)):
                _open(model, attributes, row_id, values)
    db.session.rollback()


def _open(model: type[Row], attributes: Sequence[Sealed[Any]], row_id: str, values: Sequence[bytes | None]) -> None:
    for attribute, value in zip(attributes, values, strict=True):
        try:
            getattr(model, attribute.name).open_for(row_id, value)
        except Broken:
            raise NothingOpens(table=model.__tablename__) from None
