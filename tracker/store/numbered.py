"""Everybody of a long count, numbered from 0 in the order of their ids, so that millions of rows say by a number whose they are.

Each table is read once, and in its own order: a million allies, looked up one by one by ids that come in no order, take several times
as long. What is known of each then stands in plain arrays, at their number.
"""

import json
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    text,
)

from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import Id

AT_ONCE = 10_000
# A table is read from end to end for no fewer than so many of its rows.
SHARE = 5

# By number.
Numbers: TypeAlias = "array[int]"

_names = count()


@dataclass(frozen=True, slots=True)
class Numbered:
    """`rows`: id and number of each. `most`: they are so many that tables are read from end to end for them."""

    rows: FromClause
    size: int
    most: bool

    @property
    def number(self) -> ColumnElement[int]:
        return self.rows.c.number

    def whose(self, id_: Any) -> ColumnElement[bool]:
        """That a row of another table, which names somebody in this column, belongs to one of them."""
        return self.leads_to(self.rows.c.id, id_) if self.most else self.leads_to(id_, self.rows.c.id)

    def below(self, parent: Any, child: Any) -> ColumnElement[bool]:
        """That a row belongs to one that belongs to them: `child`, the column that names it."""
        return self.leads_to(parent, child) if self.most else self.leads_to(child, parent)

    @staticmethod
    def leads_to(found: Any, by: Any) -> ColumnElement[bool]:
        """That these two are the same, and the first is looked up by the second. PostgreSQL knows by itself which way is short."""
        if db.session.get_bind().dialect.name == "postgresql":
            by_id: ColumnElement[bool] = found == by
            return by_id
        # SQLite keeps no statistics in a house: what is wrapped up is looked up by nothing.
        wrapped: ColumnElement[bool] = found == func.coalesce(by, "")
        return wrapped


@contextmanager
def numbered(ids: Select[str], most: bool) -> Iterator[Numbered]:
    """Of a select of ids, each once, with however many; inside store.transactions.snapshot() they stay the same."""
    connection = db.session.connection()
    table = Table(
        f"numbered_{next(_names)}", MetaData(), Column("id", Id, primary_key=True), Column("number", Integer), prefixes=["TEMPORARY"],
        sqlite_with_rowid=False,
    )  # fmt: skip
    table.create(connection)
    connection.execute(insert(table).from_select(["number", "id"], _in_order(ids)))
    if connection.dialect.name == "postgresql":
        # Made a moment ago, it is unknown to whoever plans the questions.
        connection.execute(text(f"ANALYZE {table.name}"))
    size = connection.scalar(select(func.count()).select_from(table)) or 0
    yield Numbered(table, size, most)
    # Whoever fails rolls back, and the table goes with it.
    table.drop(connection)


def few(ids: Select[str], at_most: int) -> Numbered | None:
    """The same without a table of their own, where a select names no more than `at_most`, so that a page can wait for them: found once,
    and brought along with each question. None: it names more.
    """
    named = db.session.scalars(ids.limit(at_most + 1)).all()
    if len(named) > at_most:
        return None
    found = sorted(set(named))
    return Numbered(_listed(found), len(found), False)


def _listed(ids: list[str]) -> FromClause:
    """As rows, numbered as they stand: one bound value, however many. Of a JSON list PostgreSQL takes it that it is short, and looks
    each up by the index; of an array it knows the length, and reads whole tables instead.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        array_of_them = cast(literal(json.dumps(ids), Text), JSON)
        rows = func.json_array_elements_text(array_of_them).table_valued("id", with_ordinality="place", name="listed")
        found = rows.render_derived()
        return select((found.c.place - 1).label("number"), found.c.id).subquery()
    rows = func.json_each(json.dumps(ids)).table_valued("key", "value", name="listed")
    return select(rows.c.key.label("number"), rows.c.value.label("id")).subquery()


def in_some(wanted: Select[*tuple[Any, ...]]) -> Iterator[list[Any]]:
    """All rows of a long answer, some thousands at once, as the driver gives them: numbers, texts, and 0 or 1 for no or yes.

    SQLAlchemy's rows take four times as long to make as SQLite takes to find them.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        yield from connection.execute(wanted.execution_options(yield_per=AT_ONCE)).partitions()  # type: ignore[misc]
        return
    with connection.execute(wanted) as found:
        cursor: Any = found.cursor
        while some := cursor.fetchmany(AT_ONCE):
            yield some


def _in_order(ids: Select[str]) -> Select[Any]:
    each = ids.distinct().subquery()
    id_ = next(iter(each.c))
    return select((func.row_number().over(order_by=id_) - 1).label("number"), id_.label("id"))
