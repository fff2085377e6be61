"""Sealing anew with the key in use: any table with sealed columns, asked of the metadata, so that no room can be forgotten.

Rows are locked while they are sealed anew, and those that somebody else holds are left for the next look: so nothing that
was erased or changed meanwhile comes back, and nobody waits for us in a circle.
"""

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Table,
    bindparam,
    func,
    or_,
    select,
    update,
)

from tracker.records import dataclass
from tracker.store.db import Base, db
from tracker.store.sealing import NAME, Broken, key_name, seal_bytes, unseal_bytes

# Bytes of sealed values at most in one transaction: files lie sealed too.
MOST_BYTES = 8 * 1024 * 1024

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some rows: made anew, or left because somebody holds them; and how many open with no key."""

    renewed: int = 0
    held: int = 0
    broken: int = 0


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns. Each value is bound to `table.attribute:key`, as Sealed binds it."""

    table: Table

    @property
    def name(self) -> str:
        return self.table.name

    @cached_property
    def key(self) -> Column[Any]:
        [column] = self.table.primary_key.columns
        return column

    @cached_property
    def columns(self) -> list[Column[Any]]:
        return [column for column in self.table.columns if column.info.get("sealed")]

    def waiting(self, in_use: str, after: str, most: int) -> list[str]:
        """Keys of rows behind `after` with something sealed under another key, in their order."""
        behind = {"after": self.key.type.python_type(after)} if after else {}
        asked = _waiting(self.table, behind=bool(after))
        found: list[str] = []
        size = 0
        for key, bytes_ in db.session.execute(asked, {"in_use": in_use.encode("ascii"), "most": most, **behind}):
            size += bytes_
            if found and size > MOST_BYTES:
                break
            found.append(str(key))
        return found

    def renew(self, keys: Sequence[str], in_use: str) -> Tally:
        """Seal these rows anew; inside a transaction."""
        wanted = [self.key.type.python_type(key) for key in keys]
        rows = select(self.key, *self.columns).where(self.key.in_(wanted)).order_by(self.key)
        locked = db.session.execute(unheld(rows)).all()
        written, broken = [], 0
        for key, *values in locked:
            fresh = [
                self._renewed(column, key, value, in_use) for column, value in zip(self.columns, values, strict=True)
            ]
            broken += fresh.count(None) - values.count(None)
            if any(new is not None and new is not old for new, old in zip(fresh, values, strict=True)):
                written.append(
                    {"row_key": key, **self._named(new or old for new, old in zip(fresh, values, strict=True))}
                )
        if written:
            statement = update(self.table).where(self.key == bindparam("row_key"))
            statement = statement.values({column: bindparam(f"new_{column.name}") for column in self.columns})
            db.session.connection().execute(statement, written)
        return Tally(len(written), len(keys) - len(locked), broken)

    def _named(self, values: Iterator[bytes | None]) -> dict[str, bytes | None]:
        return {f"new_{column.name}": value for column, value in zip(self.columns, values, strict=True)}

    def _renewed(self, column: Column[Any], key: object, value: bytes | None, in_use: str) -> bytes | None:
        """None: there is nothing, or nothing that opens."""
        if value is None or key_name(value) == in_use:
            return value
        where = self.where(column, key)
        try:
            return seal_bytes(unseal_bytes(value, where), where)
        except Broken:
            return None

    def where(self, column: Column[Any], key: object) -> str:
        return f"{self.name}.{column.name.removesuffix('_sealed')}:{key}"

    def counts(self) -> Iterator[tuple[str, str, int]]:
        """(column, name of the key, values) as they lie there."""
        for column in self.columns:
            name = _name_in(column)
            counted = select(name, func.count()).where(column.is_not(None)).group_by(name)
            for key, many in db.session.execute(counted):
                yield column.name, key_name(key), many

    def some_values(self, connection: Connection) -> Iterator[tuple[str, str, bytes]]:
        """(column, place, value), one of each column that holds any."""
        for column in self.columns:
            row = connection.execute(select(self.key, column).where(column.is_not(None)).limit(1)).first()
            if row is not None:
                yield column.name, self.where(column, row[0]), row[1]


@cache
def _waiting(table: Table, *, behind: bool) -> Select[tuple[Any, int]]:
    """Built once for each table: a turn of the keys asks them all again and again. `behind`: there is a key to begin after."""
    sealed = SealedTable(table)
    old = or_(*(_name_in(column) != bindparam("in_use", type_=LargeBinary) for column in sealed.columns))
    first, *others = (func.coalesce(func.length(column), 0) for column in sealed.columns)
    asked = select(sealed.key, sum(others, start=first)).where(old)
    if behind:
        asked = asked.where(sealed.key > bindparam("after"))
    return asked.order_by(sealed.key).limit(bindparam("most"))


def _name_in(column: Column[Any]) -> ColumnElement[bytes]:
    """Of the key under which the value is sealed."""
    return func.substr(column, 1, NAME, type_=LargeBinary)


def unheld(rows: S) -> S:
    """Locked until the transaction ends, those left out that somebody holds.

    Not against rows that merely point at them: nobody who signs up waits for us.
    """
    return rows.with_for_update(key_share=True, skip_locked=True)


def sealed_tables() -> list[SealedTable]:
    """All of them, in the order of their names."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    return [SealedTable(each) for each in tables if any(column.info.get("sealed") for column in each.columns)]
