"""transaction(): the only way to write. add_once(): the only way to find or create."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.store import many_rows
from tracker.store.db import Model, db
from tracker.store.engines import roomy


@contextmanager
def transaction(many: bool = False, keeps: bool = True) -> Iterator[Session]:
    """All that happens inside is written, or nothing is. `many`: it is tens of thousands of rows. `keeps`: False, where it is
    only to be seen what would come of it: at its end nothing is kept.

    Opened by use cases alone. What was read before is forgotten, so that the rules decide on what is there now;
    on SQLite the write lock is taken at the start. Raises RuntimeError inside another transaction.
    """
    session: Session = db.session()
    if session.info.get("houselights_transaction"):
        raise RuntimeError("a transaction inside a transaction")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside a transaction")
    session.rollback()
    session.info["houselights_transaction"] = True
    try:
        connection = session.connection(execution_options={"houselights_writing": True, "houselights_many": many})
        with roomy(connection) if many else nullcontext():
            yield session
            if keeps:
                session.commit()
            else:
                session.rollback()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("houselights_transaction", None)


@contextmanager
def snapshot() -> Iterator[Session]:
    """All that is read inside is of one moment, however long the reading takes; nothing is written."""
    session: Session = db.session()
    session.rollback()
    # On SQLite a transaction that only reads sees one moment anyway.
    options = {"isolation_level": "REPEATABLE READ"} if session.get_bind().dialect.name == "postgresql" else {}
    session.connection(execution_options=options)
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def one_moment() -> Iterator[Connection]:
    """The same by a connection of its own, beside the session's: for who writes elsewhere while they read."""
    options = {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}
    with db.engine.connect().execution_options(**options) as connection:
        yield connection


def one_at_a_time(deed: str) -> None:
    """From here to the end of the transaction nobody else is past this line for the same deed, on any machine.

    On SQLite a transaction has the database to itself anyway.
    """
    session: Session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(deed.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def add_once(model: type[Model], rows: Sequence[dict[str, Any]], keyed_by: str = "id") -> set[Any]:
    """Insert the rows that break no unique constraint; return the `keyed_by` values of those written.

    A row that somebody else is just writing is waited for, then left out: read it again to see it. Rows go in
    the order given; callers that may meet each other sort them, so that two batches never wait in a circle.
    """
    if not rows:
        return set()
    session: Session = db.session()
    table = model.__table__
    assert isinstance(table, Table)
    if keyed_by == "id" and many_rows.fits(table, rows):
        connection, ids = session.connection(), [row["id"] for row in rows]
        done = many_rows.add(connection, table, rows, once=True)
        return set(ids) if done == len(rows) else many_rows.written(connection, table, ids)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # Given beside the statement, not inside it, the rows go in many at a time by a statement that is built once.
    statement = dialect.insert(table).on_conflict_do_nothing().returning(table.c[keyed_by])
    return set(session.scalars(statement, rows))


def add_many(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Like add_once for thousands of rows: several times faster, but it does not say which of them were written."""
    if not rows:
        return
    session: Session = db.session()
    table = model.__table__
    assert isinstance(table, Table)
    if many_rows.fits(table, rows):
        many_rows.add(session.connection(), table, rows, once=True)
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def add_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert thousands of rows at once, past the ORM; columns' defaults hold. Raises IntegrityError."""
    table = model.__table__
    assert isinstance(table, Table)
    if rows and many_rows.fits(table, rows):
        many_rows.add(db.session.connection(), table, rows, once=False)
    elif rows:
        db.session.execute(table.insert(), rows)


def rows_by(
    model: type[Model], wanted: Sequence[str], by: str, among: Collection[Any], said: str = "", **also: str
) -> Iterator[tuple[Any, ...]]:
    """The wanted columns of the rows whose column `by` is one of `among`, and whose others are what is said besides.

    For thousands of values, which take SQLAlchemy longer to prepare than they take to be found. Texts and bytes alone: they
    come as the drivers give them. `said`: of the rows of a partial index, in its own words.
    """
    if not among:
        return iter(())
    session: Session = db.session()
    # As the ORM does before it asks: what is to be written stands there.
    session.flush()
    table = model.__table__
    assert isinstance(table, Table)
    return many_rows.held(session.connection(), table, wanted, by, among, also, said)


def change_rows(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    """Give thousands of rows, by their "id", the values that stand beside it: past the ORM, which forgets none of what it holds."""
    table = model.__table__
    assert isinstance(table, Table)
    if rows:
        many_rows.change(db.session.connection(), table, rows)
