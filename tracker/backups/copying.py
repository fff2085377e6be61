"""A copy of the database as it stands at one moment, while others go on writing; and a copy put in its place. By engine."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, inspect

from tracker.backups import sqlite_copy
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy


class NotEmpty(Refusal):
    sentence = lazy(
        "There is a house in this database already, and a restore never writes over one. "
        "Restore into an empty folder (INSTANCE_PATH) or an empty database (DATABASE_URL)."
    )


class OtherEngine(Refusal):
    sentence = lazy(
        "This backup is of %(theirs)s, and DATABASE_URL names %(ours)s. Restore it into the same kind of database."
    )


@dataclass(frozen=True, slots=True)
class Copied:
    """What is in a copy: counts by table, the schema's revision, names of seal keys; 0 or PostgreSQL's major version."""

    counts: dict[str, int]
    revision: str
    keys: list[str]
    server: int


def copy(engine: Engine, path: Path, sealed: dict[str, list[str]]) -> Copied:
    """Write a copy to `path` and look at it: whole, readable, as many rows as at that moment. Raises their refusals."""
    if engine.dialect.name == "sqlite":
        return Copied(*sqlite_copy.copy(Path(engine.url.database or ""), path, sealed), 0)
    from tracker.backups import postgres_copy  # late: with it comes psycopg, which a house on SQLite never needs

    return Copied(*postgres_copy.copy(engine.url, path, sealed))


def put_in_place(engine: Engine, path: Path, counts: dict[str, int]) -> Callable[[], None]:
    """Bring a copy back into the empty database, marked as unfinished; its rows are counted. Returns what undoes it.

    Raises NotEmpty, and CountsDiffer after taking everything back.
    """
    if set(inspect(engine).get_table_names()) - {"alembic_version"}:
        raise NotEmpty
    # Nobody may have it open while it changes places.
    engine.dispose()
    if engine.dialect.name == "sqlite":
        return sqlite_copy.put_in_place(path, Path(engine.url.database or ""), counts)
    from tracker.backups import postgres_copy  # late, as above

    return postgres_copy.put_in_place(path, engine.url, counts)
