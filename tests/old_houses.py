"""A house that was lived in at every revision: rows that the application itself wrote, put into the tables as soon as a revision
had a place for them, on the way from the first migration to the last.

Whatever cannot stand in an old table yet (a kind of import that came later, a parent that is missing) comes in at the first
revision that takes it. When a column comes later than its row, every second row is given what stands in it today: rows
that were written before the column and rows that were written with it travel on side by side.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, column, inspect, table
from sqlalchemy.exc import DatabaseError

from tracker.store.db import Base

Row = dict[str, Any]
Key = tuple[Any, ...]


def key_of(of: Table, row: Row) -> Key:
    return tuple(row[each.name] for each in of.primary_key)


def all_rows(connection: Connection) -> dict[str, list[Row]]:
    """Of every table that is declared, parents before their children."""
    return {of.name: [dict(row) for row in connection.execute(of.select()).mappings()] for of in _tables()}


def _tables() -> list[Table]:
    return Base.metadata.sorted_tables


@dataclass
class OldHouse:
    """`rows`: what is to stand in it at last. `written`: what was written so far, by table and key, column by column."""

    rows: dict[str, list[Row]]
    written: dict[str, dict[Key, Row]] = field(default_factory=lambda: defaultdict(dict))
    # The revision at which the first row of a table came in.
    since: dict[str, str] = field(default_factory=dict)

    def live_in(self, connection: Connection, revision: str) -> None:
        """Whatever this revision has a place for."""
        look = inspect(connection)
        there = {name: of for (_schema, name), of in look.get_multi_columns().items() if name in self.rows}
        for of in _tables():
            if of.name in there:
                self._columns_that_came(connection, of, {each["name"] for each in there[of.name]})
        more = True
        while more:
            more = False
            for of in _tables():
                if of.name in there:
                    more = self._rows_that_fit(connection, of, there[of.name], revision) or more

    def _columns_that_came(self, connection: Connection, of: Table, names: set[str]) -> None:
        for n, (key, before) in enumerate(self.written[of.name].items()):
            new = {name: value for name, value in self._today(of, key).items() if name in names - before.keys()}
            if n % 2 or not new or not self._have_parents(of, new):
                continue
            at = [column(each.name, each.type) == value for each, value in zip(of.primary_key, key, strict=True)]
            there = table(of.name, *(column(name, of.c[name].type) for name in new))
            if self._done(connection, there.update().where(*at).values(new)):
                before.update(new)

    def _rows_that_fit(self, connection: Connection, of: Table, there: list[Any], revision: str) -> bool:
        names, some = {each["name"] for each in there}, False
        for row in self.rows[of.name]:
            key, told = key_of(of, row), {name: value for name, value in row.items() if name in names}
            if key in self.written[of.name] or not self._have_parents(of, told):
                continue
            gone = {each["name"]: _anything(each) for each in there if _must_be_said(each, told)}
            into = table(of.name, *(column(name, of.c[name].type) for name in told), *map(column, gone))
            if self._done(connection, into.insert().values(told | gone)):
                self.written[of.name][key] = told
                self.since.setdefault(of.name, revision)
                some = True
        return some

    def _today(self, of: Table, key: Key) -> Row:
        return next(row for row in self.rows[of.name] if key_of(of, row) == key)

    def _have_parents(self, of: Table, told: Row) -> bool:
        return all(
            told.get(each.parent.name) is None or (told[each.parent.name],) in self.written[each.column.table.name]
            or each.column.table is of
            for each in of.foreign_keys
        )  # fmt: skip

    def _done(self, connection: Connection, statement: Any) -> bool:
        try:
            with connection.begin_nested():
                connection.execute(statement)
        except DatabaseError:
            return False
        return True


def _must_be_said(there: Any, told: Row) -> bool:
    """A column that was there, must be filled, and is gone today."""
    return there["name"] not in told and not there["nullable"] and there["default"] is None


def _anything(there: Any) -> Any:
    kind = there["type"].python_type
    return kind() if kind in (str, int, float, bytes, bool) else "2026-01-01 00:00:00+00"
