"""Taking a takeout in: every row into its table, sealed under the keys that are here."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, Table, bindparam, func, select

from tracker.errors import Refusal
from tracker.store.db import db
from tracker.takeout.carried import ANEW, EMPTY, FURNISHED, columns, tables
from tracker.takeout.opening import Takeout
from tracker.takeout.values import Carrier
from tracker.words import lazy

# Rows in one statement; of tables with files in them.
SOME, FEW = 500, 10

Row = dict[str, Any]
# Of a table: rows as they were brought, with what the house makes of them.
Made = Callable[[Iterable[Row]], Iterator[Row]]


class HouseNotEmpty(Refusal):
    sentence = lazy(
        "This house is not empty (%(what)s), and a takeout never writes over one. Take it in in an empty folder "
        "(INSTANCE_PATH) or an empty database (DATABASE_URL)."
    )


def check_empty() -> None:
    """Nothing but what a house is furnished with. Raises HouseNotEmpty."""
    for table in tables():
        many = db.session.scalar(select(func.count()).select_from(table)) if table.name not in FURNISHED else 0
        if many:
            raise HouseNotEmpty(what=f"{table.name}: {many}")


def bring_in(takeout: Takeout, anew: Mapping[str, Made]) -> dict[str, int]:
    """All rows, by table how many; inside a transaction, in an empty house. `anew`: for tables with columns in ANEW."""
    connection = db.session.connection()
    for table in reversed(tables()):
        if table.name in FURNISHED:
            connection.execute(table.delete())
    return {table.name: _fill(takeout, table, anew.get(table.name)) for table in tables()}


def _fill(takeout: Takeout, table: Table, made: Made | None) -> int:
    rows: Iterator[Row] = _rows(takeout, table)
    if made is not None:
        rows = made(rows)
    filled = [column for column in table.columns if f"{table.name}.{column.name}" not in EMPTY]
    assert made is not None or not any(f"{table.name}.{column.name}" in ANEW for column in filled)
    statement = table.insert().values({column.name: bindparam(column.name, type_=_type(column)) for column in filled})
    few = any(Carrier(column).kind == "file" for column in columns(table))
    number = 0
    while some := list(islice(rows, FEW if few else SOME)):
        db.session.connection().execute(statement, some)
        number += len(some)
    return number


def _type(column: Column[Any]) -> Any:
    """A missing JSON value is missing, not the word null."""
    return JSON(none_as_null=True) if isinstance(column.type, JSON) else column.type


def _rows(takeout: Takeout, table: Table) -> Iterator[Row]:
    carriers = [Carrier(column) for column in columns(table)]
    key = next(iter(table.primary_key)).name
    for line in takeout.lines(table.name):
        row = {}
        for each in carriers:
            told = line[each.name]
            if each.kind == "file" and told is not None:
                told = base64.b64encode(takeout.file(told)).decode("ascii")
            row[each.column.name] = each.back(line[key], told)
        yield row
