"""SQLite: copied by its online backup in one step, which is one reading transaction; writers go on beside it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tracker.backups.counting import UNFINISHED, NotWhole, compare

BESIDE = ("-wal", "-shm", "-journal")
BUSY_SECONDS = 30


def copy(source: Path, path: Path, sealed: dict[str, list[str]]) -> tuple[dict[str, int], str, list[str]]:
    """Counts, revision, and names of seal keys. Raises NotWhole, also for a disk that is full."""
    # Made by us before it is filled: for its owner alone.
    path.touch(mode=0o600)
    try:
        with closing(_open(source)) as here, closing(_open(path)) as there:
            here.backup(there)
            # One file, whole by itself: a copy's log would be left behind.
            there.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise NotWhole(why=str(error)) from None
    with closing(_open(path)) as there:
        check(there)
        return counts(there), _revision(there), _keys(there, sealed)


def check(database: sqlite3.Connection) -> None:
    """Raises NotWhole."""
    try:
        [(said,)] = database.execute("PRAGMA integrity_check(1)").fetchall()
        orphans = database.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise NotWhole(why=type(error).__name__) from None
    if said != "ok" or orphans:
        raise NotWhole(why="integrity_check" if said != "ok" else "foreign_key_check")


def counts(database: sqlite3.Connection) -> dict[str, int]:
    """Rows by table."""
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in _tables(database)}  # noqa: S608


def put_in_place(path: Path, target: Path, wanted: dict[str, int]) -> Callable[[], None]:
    """Under its own name only when it is whole: a kill before that leaves the folder as empty as it was."""
    with closing(_open(path)) as database:
        check(database)
        compare(counts(database), wanted)
        database.execute(UNFINISHED)
        database.commit()

    def clear() -> None:
        for ending in ("", *BESIDE):
            target.with_name(target.name + ending).unlink(missing_ok=True)

    clear()
    path.replace(target)
    return clear


def _tables(database: sqlite3.Connection) -> list[str]:
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for (name,) in database.execute(wanted)]


def _revision(database: sqlite3.Connection) -> str:
    return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _keys(database: sqlite3.Connection, sealed: dict[str, list[str]]) -> list[str]:
    found: set[str] = set()
    for table, columns in sealed.items():
        for column in columns:
            names = f'SELECT DISTINCT substr("{column}", 1, 4) FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
            found.update(bytes(name).decode("ascii", "replace") for (name,) in database.execute(names))
    return sorted(found)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS)
