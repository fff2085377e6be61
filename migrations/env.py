"""Runs migrations inside the application, on either engine.

On SQLite a changed table is written anew and the old one dropped, which, with foreign keys on, would delete the rows of
its children: so they are off while migrating, and checked before the commit. See docs/decisions/0001-database.md.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from tracker.store.db import Base, UTCDateTime, db

LOCK = 7_140_521  # any number: one migration at a time on PostgreSQL


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Own types as the plain types under them, so that old migrations never import new code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_item=render_item,
        transactional_ddl=True, **options,
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
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        run(connection)


if db.engine.dialect.name == "sqlite":
    on_sqlite()
else:
    on_postgresql()
