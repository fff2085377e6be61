"""Many rows in one go, as the drivers take them fastest: `tracker.store.transactions` and rooms with long lists use it.

SQLAlchemy makes each value of each row ready by itself, and asks the database for every row that was written: that takes several
times as long as writing. Here values are made ready column by column, and hundreds of rows go by one statement; more than that
go to PostgreSQL by COPY into a table of this transaction's own, and one statement from there. Rows go in the order given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, Table

from tracker.store.db import UTCDateTime

# From so many rows on PostgreSQL's COPY is worth it.
MANY = 200
# Ids in one question; values in one that SQLite is asked again and again, so that it is prepared once.
SOME, AT_ONCE = 10_000, 1_000
# Rows in one statement: of some twenty values each, far below what SQLite takes.
TOGETHER = 200
# All names in the statements here are those of our own tables and columns, quoted by the dialect.
_INCOMING = "houselights_incoming"

Rows = Sequence[dict[str, Any]]


class RowsNotTaken(Exception):
    """The database does not take these rows. Says nothing of what stands in them."""


def fits(table: Table, rows: Rows) -> bool:
    """Whether they can go in this way: no default has to be worked out for each of them."""
    return all(column.default is None or column.default.is_scalar for column in table.c if column.name not in rows[0])


def add(connection: Connection, table: Table, rows: Rows, once: bool) -> int:
    """How many were written. `once`: those that break a unique constraint are left out, after waiting for whoever writes
    the same; else that raises IntegrityError.
    """
    columns = [column for column in table.c if column.name in rows[0]]
    filled = [column for column in table.c if column.default is not None and column.name not in rows[0]]
    values = _columnwise(connection, columns, rows)
    for column in filled:
        values.append([column.default.arg] * len(rows))  # type: ignore[union-attr]
    into = f"INTO {_quoted(connection, table)} ({_listed(connection, columns + filled)})"
    conflict = " ON CONFLICT DO NOTHING" if once else ""
    postgresql = connection.dialect.name == "postgresql"
    if postgresql and len(rows) >= MANY:
        _copied(connection, table, columns + filled, values)
        return _done(connection, f"INSERT {into} SELECT * FROM {_INCOMING}{conflict}")  # noqa: S608
    # Some hundred rows to a statement: for each statement SQLite opens the table and all its indexes anew.
    done, listed, chosen = 0, list(zip(*values, strict=True)), ""
    one = f"({', '.join(['%s' if postgresql else '?'] * len(values))})"
    for start in range(0, len(listed), TOGETHER):
        some = listed[start : start + TOGETHER]
        if len(some) < TOGETHER or not start:
            chosen = ", ".join([one] * len(some))
        told = tuple(chain.from_iterable(some))
        done += _driven(connection, f"INSERT {into} VALUES {chosen}{conflict}", told)  # noqa: S608
    return done


def written(connection: Connection, table: Table, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are there."""
    return {id_ for (id_,) in held(connection, table, ["id"], "id", ids, {})}


def held(
    connection: Connection,
    table: Table,
    wanted: Sequence[str],
    by: str,
    among: Iterable[Any],
    also: Mapping[str, str],
    said: str = "",
) -> Iterator[tuple[Any, ...]]:
    """The wanted columns of the rows whose `by` is one of `among` and that are what `also` says: texts and bytes, as the
    driver gives them. `said`: what a partial index says of its rows, in its own words.
    """
    values = sorted(set(among))
    columns = [table.c[name] for name in (*wanted, by)]
    names, (of,) = _listed(connection, columns[:-1]), _names(connection, columns[-1:])
    meant = f"{said} AND " if said else ""
    asked = f"SELECT {names} FROM {_quoted(connection, table)} WHERE {meant}{of}"  # noqa: S608
    besides = _names(connection, [table.c[name] for name in also])
    if connection.dialect.name == "postgresql":
        chosen = "".join(f" AND {name} = %s" for name in besides)
        found = connection.exec_driver_sql(f"{asked} = ANY(%s){chosen}", (values, *also.values()))
        yield from found.cursor.fetchall()
        return
    chosen = "".join(f" AND {name} = ?" for name in besides)
    for start in range(0, len(values), AT_ONCE):
        some = values[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = connection.exec_driver_sql(f"{asked} IN ({marks}){chosen}", (*some, *also.values()))
        yield from found.cursor.fetchall()


def change(connection: Connection, table: Table, rows: Rows) -> None:
    """Give each row, by its "id", the other values that stand beside it."""
    columns = [table.c[name] for name in rows[0] if name != "id"]
    values = [*_columnwise(connection, columns, rows), [row["id"] for row in rows]]
    here = _quoted(connection, table)
    if connection.dialect.name == "postgresql":
        _copied(connection, table, [*columns, table.c.id], values)
        put = ", ".join(f"{name} = {_INCOMING}.{name}" for name in _names(connection, columns))
        _done(connection, f"UPDATE {here} SET {put} FROM {_INCOMING} WHERE {here}.id = {_INCOMING}.id")  # noqa: S608
    else:
        put = ", ".join(f"{name} = ?" for name in _names(connection, columns))
        _driven(connection, f"UPDATE {here} SET {put} WHERE id = ?", list(zip(*values, strict=True)))  # noqa: S608


def _columnwise(connection: Connection, columns: Sequence[Column[Any]], rows: Rows) -> list[list[Any]]:
    """The values of each column, as the driver wants them."""
    found = []
    for column in columns:
        name = column.name
        values = [row[name] for row in rows]
        ready = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        # The drivers take bytes as they are.
        if ready is None or isinstance(column.type, LargeBinary):
            found.append(values)
        else:
            found.append(_made_ready(ready, column, values))
    return found


def _made_ready(ready: Callable[[Any], Any], column: Column[Any], values: list[Any]) -> list[Any]:
    if isinstance(column.type, UTCDateTime):
        # Many rows are of the same moment,
        known = {value: ready(value) for value in set(values)}
        return [known[value] for value in values]
    if isinstance(column.type, JSON):
        # or say the same by the very same value.
        each = {id(value): value for value in values if value is not None}
        told = {place: ready(value) for place, value in each.items()}
        return [told.get(id(value)) for value in values]
    return [None if value is None else ready(value) for value in values]


def _driven(connection: Connection, statement: str, told: tuple[Any, ...] | list[tuple[Any, ...]] = ()) -> int:
    """How many rows it touched. A list of tuples: for each of them."""
    return connection.exec_driver_sql(statement, told, execution_options={"preserve_rowcount": True}).rowcount


def _copied(connection: Connection, table: Table, columns: Sequence[Column[Any]], values: list[list[Any]]) -> None:
    """Into a table without any constraint, seen by nobody else, gone with the next statement."""
    listed = _listed(connection, columns)
    like = f"SELECT {listed} FROM {_quoted(connection, table)} WITH NO DATA"  # noqa: S608
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {_INCOMING} ON COMMIT DROP AS {like}")
    driver = connection.connection.cursor()
    try:
        with driver.copy(f"COPY {_INCOMING} ({listed}) FROM STDIN") as copy:
            for row in zip(*values, strict=True):
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise RowsNotTaken(type(error).__name__) from None
    finally:
        driver.close()


def _done(connection: Connection, statement: str) -> int:
    done = _driven(connection, statement)
    connection.exec_driver_sql(f"DROP TABLE {_INCOMING}")
    return done


def _quoted(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)


def _names(connection: Connection, columns: Sequence[Column[Any]]) -> list[str]:
    return [connection.dialect.identifier_preparer.format_column(column) for column in columns]


def _listed(connection: Connection, columns: Sequence[Column[Any]]) -> str:
    return ", ".join(_names(connection, columns))
