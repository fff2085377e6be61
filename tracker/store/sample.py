"""Whether the keys that are here open what is in the tables: tried on a few rows of each."""

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
    """Every sealed attribute of every table, on its first and last rows. Raises NothingOpens.

    One value that opens shows that the keys are right: the others are damaged, and lie in the house as they lay in the old one.
    """
    for mapper in Base.registry.mappers:
        model = mapper.class_
        attributes = [value for value in vars(model).values() if isinstance(value, Sealed)]
        if not attributes or not issubclass(model, Row):
            continue
        columns = [getattr(model, each.column) for each in attributes]
        opened = [
            _opens(model, attribute, row_id, value)
            for order in (model.id, model.id.desc())
            for row_id, *values in db.session.execute(select(model.id, *columns).order_by(order).limit(SAMPLE))
            for attribute, value in zip(attributes, values, strict=True)
            if value is not None
        ]
        if opened and not any(opened):
            raise NothingOpens(table=model.__tablename__)
    db.session.rollback()


def _opens(model: type[Row], attribute: Sealed[Any], row_id: str, value: bytes) -> bool:
    try:
        getattr(model, attribute.name).open_for(row_id, value)
    except Broken:
        return False
    return True
