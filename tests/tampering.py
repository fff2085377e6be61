"""Somebody who can write to the database, past its own guards: what the trace must be able to tell."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text

from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.team.trace import Trace

COLUMNS = "number, at, account_id, deed, about, about_id, detail_sealed, mac"


def deeds(how_many: int = 6) -> None:
    """A short chain: somebody opens cards, and says why."""
    for n in range(how_many):
        with transaction():
            trace.note("contact revealed", "a" * 16, "ally", f"{n:016}", f"reason {n}")


@contextlib.contextmanager
def tampering() -> Iterator[None]:
    """The database's own guards look away until the transaction ends."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        say("SET LOCAL session_replication_role = replica")
        yield
    else:
        rows = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _sql in rows:
            say(f"DROP TRIGGER {name}")
        yield
        for _name, sql in rows:
            say(sql)
    db.session.commit()


@contextlib.contextmanager
def for_a_while(*statements: str) -> Iterator[None]:
    """The trace after these; afterwards it is as it was."""
    kept = {table: _rows(table) for table in ("trace", "trace_head")}
    with tampering():
        for each in statements:
            say(each)
    yield
    with tampering():
        for table, rows in kept.items():
            say(f"DELETE FROM {table}")
            for row in rows:
                say(f"INSERT INTO {table} ({', '.join(row)}) VALUES (:{', :'.join(row)})", **row)


def _rows(table: str) -> list[dict[str, Any]]:
    db.session.rollback()
    return [dict(row) for row in db.session.execute(text(f"SELECT * FROM {table}")).mappings()]


def say(statement: str, **values: Any) -> None:
    db.session.execute(text(statement), values)


def renumber(number: int, to: int) -> None:
    say("UPDATE trace SET number = :to WHERE number = :number", number=number, to=to)


def shift(since: int, by: int) -> None:
    """Every row from `since` on moves by so many places."""
    numbers = sorted(number for (number,) in db.session.execute(text("SELECT number FROM trace")) if number >= since)
    for number in reversed(numbers) if by > 0 else numbers:
        renumber(number, number + by)


def copy(number: int, to: int) -> None:
    """A second row like one that is there."""
    rest = COLUMNS.replace("number, ", "")
    say(f"INSERT INTO trace ({COLUMNS}) SELECT :to, {rest} FROM trace WHERE number = :number", number=number, to=to)


def set_head(number: int) -> None:
    """The head row says that the chain ends here."""
    say("UPDATE trace_head SET number = :n, mac = (SELECT mac FROM trace WHERE number = :n)", n=number)


def last() -> Trace:
    db.session.rollback()
    found = db.session.query(Trace).order_by(Trace.number.desc()).first()
    assert found is not None
    return found
