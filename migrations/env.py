"""Runs migrations inside the application, on either engine.

On SQLite a changed table is written anew and the old one dropped, which, with foreign keys on, would delete the rows of
its children: so they are off while migrating, and checked before the commit. See docs/decisions/0001-database.md.
On PostgreSQL a large house goes on meanwhile: how a migration is written for that, tells docs/decisions/0043-upgrades-at-size.md.
"""

import time
from typing import Any

import structlog
from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from tracker.store import written_anew
from tracker.store.db import Base, UTCDateTime, db

LOCK = 7_140_521  # any number: one migration at a time on PostgreSQL
LOOK = 0.2  # seconds between asking whether the other one has ended
# On PostgreSQL whoever waits for a table's lock stands before everybody who comes after: not for longer than this, and
# then again after so many seconds. Ten minutes in all, which is longer than a backup of a large house reads.
PATIENCE, PAUSE, TRIES = "2s", 3.0, 120
log = structlog.get_logger()


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Own types as the plain types under them, so that old migrations never import new code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection, each_alone: bool = False) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_item=render_item,
        transactional_ddl=True, transaction_per_migration=each_alone, **options,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


def on_sqlite() -> None:
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF").close()
        try:
            connection = connection.execution_options(houselights_writing=True)
            with connection.begin():
                run(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the migration left {len(broken)} rows without their parent")
        finally:
            raw.execute("PRAGMA foreign_keys=ON").close()


def on_postgresql() -> None:
    """Up: each migration in a transaction of its own, while others read and write; those that are done stay done.

    Down: all of them or none, for one that refuses leaves the house as it was. It is closed for that (docs/running.md).
    """
    with db.engine.connect() as connection:
        try:
            _alone(connection)
            connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}'")
            connection.commit()
            _patiently(connection)
        finally:
            # Closed, not given back: what was set for it is to meet nobody, and the lock goes with it.
            connection.invalidate()


def _patiently(connection: Connection) -> None:
    from psycopg.errors import LockNotAvailable  # late: SQLite has none

    for left in reversed(range(TRIES)):
        try:
            run(connection, each_alone=not _down(connection))
        except OperationalError as error:
            connection.rollback()
            if not isinstance(error.orig, LockNotAvailable) or not left:
                raise
            log.warning("a table that is to change is in use: the migration waits", tries_left=left)
            time.sleep(PAUSE)
        else:
            return


def _down(connection: Connection) -> bool:
    context.configure(connection=connection)
    name = context.get_context().opts["fn"].__name__
    connection.rollback()
    return bool(name == "downgrade")


def _alone(connection: Connection) -> None:
    """One migration at a time. Asked again and again, not waited for: CREATE INDEX CONCURRENTLY of the one who migrates
    waits for every statement that is under way, and each would wait for the other.
    """
    while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({LOCK})").scalar():
        connection.rollback()
        time.sleep(LOOK)
    connection.commit()


written_anew.read_alone()
if db.engine.dialect.name == "sqlite":
    on_sqlite()
else:
    on_postgresql()
