"""Whoever is at a long deed is at it alone, on whatever machine: and is no longer once they are gone, however they went."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from tracker.store.db import db


@contextmanager
def alone(deed: str) -> Iterator[bool]:
    """Whether nobody else is at this deed; True: nobody will be until this ends. Writes nothing, and keeps no writer waiting.

    PostgreSQL lets go when the connection ends, the disk beside SQLite's file when the process does.
    """
    number = int.from_bytes(hashlib.sha256(deed.encode()).digest()[:8], signed=True)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            mine = bool(connection.scalar(select(func.pg_try_advisory_lock(number))))
            try:
                yield mine
            finally:
                if mine:
                    connection.execute(select(func.pg_advisory_unlock(number)))
        return
    path = Path(f"{db.engine.url.database}-alone-{number & 0xFFFFFFFF:08x}")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
