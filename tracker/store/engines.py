"""What SQLite and PostgreSQL need to behave alike. Each line here was paid for: see docs/decisions/0001-database.md."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url, text
from sqlalchemy.orm import Session

from tracker.store import tls

BUSY_SECONDS = 30
SWEEP_SECONDS = 2
# Of PostgreSQL on another machine that is gone without a word: seconds to connect, and until a line counts as dead (libpq's own
# are minutes to hours). Whoever asks a long question is not meant: the other machine says that it is there all the while.
LINE: dict[str, Any] = {
    "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000,
}  # fmt: skip
# Where a plan looks dear PostgreSQL first compiles it: three seconds for counts that take 50 ms (docs/scale.md).
PLANS: dict[str, Any] = {"options": "-c jit=off"}
# KiB of pages that SQLite keeps at hand: as it does by itself, and while a long list is written.
USUAL, ROOM = 2_000, 16_384
# While one table is filled.
SHELF = 8_192
# The same while a million signups are counted: tables are read from end to end, and more room made that no faster where ids rise with
# the rows (128 MB: as many CPU seconds).
HALL = 8_192


def database_url(text: str) -> str:
    """`text` as SQLAlchemy wants it: PostgreSQL always by psycopg 3, whatever the provider calls the scheme; over TLS
    where it leaves this machine. Raises ConnectionUnsafe.
    """
    for scheme in ("postgres://", "postgresql://", "postgresql+psycopg2://"):
        if text.startswith(scheme):
            text = "postgresql+psycopg://" + text.removeprefix(scheme)
    return tls.demanded(text)


def engine_options(url: str) -> dict[str, Any]:
    """Options for create_engine(). What was to be written stands in no error's text."""
    if make_url(url).get_backend_name() == "sqlite":
        return {
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
            "hide_parameters": True,
            "pool_size": 16,
            "max_overflow": 32,
        }
    said = make_url(url).query
    return {
        "connect_args": {name: value for name, value in (LINE | PLANS).items() if name not in said},
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 32,
        "hide_parameters": True,
    }


def prepare(engine: Engine) -> None:
    """Hook the engine up; called once for each."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN comes too late for savepoints to be atomic: take it over (see _begin_sqlite).
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged signup survives a power cut
        # Pages (4 KiB) until what the log holds goes into the file: a room's signups touch the same ones again and again.
        "wal_autocheckpoint=4000",
        "foreign_keys=ON",
        "secure_delete=ON",  # lasts one connection only, so for each
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # Reading first and writing later fails at once when somebody wrote in between; writers say so at the start.
    options = connection.get_execution_options()
    writing = options.get("houselights_writing", False)
    if options.get("houselights_many", False):
        # Before a statement of many rows changes a page SQLite puts it aside, to take back that statement alone: in memory, not in
        # a file. It asks where when the transaction begins; roomy() puts it back.
        connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def roomy(connection: Connection, room: int = ROOM) -> Iterator[None]:
    """Until it ends SQLite keeps at hand what a long list touches: with its usual 2 MB it writes and reads the same pages
    of its indexes again and again, for ids and fingerprints come in no order.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA cache_size=-{room}").close()
    try:
        yield
    finally:
        # Closed meanwhile, it keeps nothing.
        with suppress(sqlite3.ProgrammingError):
            driver.execute(f"PRAGMA cache_size=-{USUAL}").close()
            driver.execute("PRAGMA shrink_memory").close()
            driver.execute("PRAGMA temp_store=DEFAULT").close()


def writers_older_than(session: Session, seconds: float) -> bool:
    """Whether anybody has been writing for longer than so many seconds. SQLite has one writer: whoever asks in their place."""
    if session.get_bind().dialect.name == "sqlite":
        return False
    older = text(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_xid IS NOT NULL AND clock_timestamp() - xact_start > make_interval(secs => :seconds))"
    )
    return bool(session.execute(older, {"seconds": seconds}).scalar())


def bytes_of(engine: Engine) -> int:
    """What the database takes on its disk, with SQLite's log."""
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    files = (Path(f"{engine.url.database}{ending}") for ending in ("", "-wal"))
    return sum(each.stat().st_size for each in files if each.is_file())


def sweeps(engine: Engine) -> bool:
    """Whether a sweep makes what was deleted unreadable on this disk."""
    return engine.dialect.name == "sqlite"


def sweep(engine: Engine) -> bool:
    """What was deleted stands nowhere in SQLite's files any more: its log is emptied. False: somebody is reading still.

    `secure_delete` has overwritten it in the pages; a log keeps old pages until it is cut off. PostgreSQL cleans up in
    its own time, and its log goes with the backups: there only the turn of the key is final.
    """
    if not sweeps(engine):
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        # Writers wait with us for whoever reads: not for long.
        cursor.execute(f"PRAGMA busy_timeout={SWEEP_SECONDS * 1000}")
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        return not busy
    finally:
        connection.close()
