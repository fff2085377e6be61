"""A house in which every column of every table holds something other than its default: found by trying, whatever the tables are.

Each table gets rows until every column has been filled once; what a check or a key refuses is tried again with other values. A new
table or column joins by itself; one that cannot be filled fails here, by its name.
"""

import base64
import random
import re
import string
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from sqlalchemy import JSON, Boolean, Column, Connection, Date, Float, Integer, LargeBinary, String, Table
from sqlalchemy.exc import DatabaseError

from tracker import clock
from tracker.store.db import Base, UTCDateTime
from tracker.store.ids import LENGTH, new_id
from tracker.store.sealing import seal
from tracker.store.transactions import transaction
from tracker.takeout.carried import FILES, SETTINGS, STAY, holds_data, is_sealed, name_of
from tracker.takeout.values import Carrier
from tracker.team import settings, trace, trace_anchor

TRIES, ROWS = 3_000, 3
# Filled by their own rules: the chain takes no row that is not its next.
BY_HAND = {"trace", "trace_anchor", "trace_head", "setting"}
WORDS = re.compile(r"^(\w+) IN \((.*)\)$")
# What is sealed as data, where any data would do elsewhere but somebody opens it on the way.
SEALED: dict[str, Any] = {
    "ally.contact": lambda draw: {"name": "Ada Óh 한", "call": "Ada", "email": f"{_letters(draw, 12)}@example.org"},
    "ally.extra_care": lambda _draw: True,
    "sheet_line.content": lambda draw: {
        "name": _letters(draw, 9), "email": f"{_letters(draw, 12)}@example.org", "phone": None, "consent": "yes",
        "interests": [], "language": "en",
    },
    "account.email": lambda draw: f"{_letters(draw, 12)}@example.org",
    "own_link.email": lambda draw: f"{_letters(draw, 12)}@example.org",
    "account.name": lambda draw: _letters(draw, 9),
    "merge.notes": lambda draw: {
        "rows": [], "known": [], "stays_known": [], "heard": [], "contact": {"name": _letters(draw, 9), "email": None},
    },
    "tag.name": lambda draw: _letters(draw, 9),
}  # fmt: skip


class Filling:
    """Row after row. `keys`: what was written, by table, for those that point at it."""

    def __init__(self, connection: Connection, seed: int = 7) -> None:
        self.connection, self.draw = connection, random.Random(seed)  # noqa: S311 (the same at each run)
        self.keys: dict[str, list[Any]] = {}

    def table(self, table: Table) -> None:
        self.keys[table.name] = self._there(table)
        empty = {column.name for column in table.columns if not column.primary_key or column.foreign_keys}
        for _ in range(TRIES):
            if not empty and len(self.keys[table.name]) >= ROWS:
                return
            row = {column.name: self._value(column, column.name in empty) for column in table.columns}
            row = {**self._alike(table, row), **self._sealed(table, row)}
            filled = {name for name, value in row.items() if _is_filled(table.c[name], value)}
            # Each row fills something more: where few parents are free, none is spent on one that does not.
            if (filled & empty or not empty) and self._written(table, row):
                self.keys[table.name].append(row[next(iter(table.primary_key)).name])
                empty -= filled
        raise AssertionError(f"{table.name}: nothing fills {sorted(empty)}")

    def _alike(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """Now and then one column says what another does: some must."""
        ids = [row[column.name] for column in table.columns if column.foreign_keys and row[column.name]]
        texts = [column.name for column in table.columns if isinstance(column.type, String) and not column.foreign_keys]
        texts = [
            name for name in texts if not table.c[name].primary_key and (table.c[name].type.length or 99) >= LENGTH
        ]
        if ids and texts and self.draw.random() < 0.3:
            return {**row, self.draw.choice(texts): self.draw.choice(ids)}
        return row

    def _there(self, table: Table) -> list[Any]:
        key = next(iter(table.primary_key.columns))
        return list(
            self.connection.scalars(key.select() if hasattr(key, "select") else table.select().with_only_columns(key))
        )

    def _written(self, table: Table, row: dict[str, Any]) -> bool:
        try:
            with self.connection.begin_nested():
                self.connection.execute(table.insert(), row)
        except DatabaseError:
            return False
        return True

    def _value(self, column: Column[Any], wanted: bool) -> Any:
        if column.nullable and self.draw.random() < (0.15 if wanted else 0.5):
            return None
        for key in column.foreign_keys:
            known = self.keys[key.column.table.name]
            return self.draw.choice(known) if known else None
        return None if is_sealed(column) and column.nullable and self.draw.random() < 0.1 else self._of_type(column)

    def _of_type(self, column: Column[Any]) -> Any:
        words = _vocabulary(column)
        if words:
            return self.draw.choice(words)
        made = {
            JSON: lambda: {"한": [self.draw.randint(1, 9), "x"], "n": None}, Boolean: lambda: self.draw.random() < 0.5,
            UTCDateTime: self._moment, Date: lambda: date(2024, 1, 1) + timedelta(self.draw.randint(0, 900)),
            LargeBinary: lambda: self.draw.randbytes(32), Integer: lambda: self.draw.choice([*range(1, 7), *_numbers(column)]),
            Float: lambda: self.draw.random() * 90,
        }  # fmt: skip
        for type_, make in made.items():
            if isinstance(column.type, type_):
                return make()
        if column.name == "zone":
            return self.draw.choice(("America/Chicago", "Asia/Seoul"))
        length = column.type.length or 40
        return new_id() if length == LENGTH else _letters(self.draw, min(length, 30))

    def _moment(self) -> datetime:
        return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.draw.randint(0, 10**13))

    def _sealed(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """Sealed to the row that it stands in."""
        key = next(iter(table.primary_key.columns))
        sealed = {}
        for column in table.columns:
            if is_sealed(column) and row[column.name] is not None:
                name = f"{table.name}.{name_of(column)}"
                told = SEALED.get(name, lambda draw: {"x": _letters(draw, 5)})(self.draw)
                if name in FILES:
                    told = base64.b64encode(self.draw.randbytes(50)).decode()
                carrier = Carrier(column)
                where = f"{name}:{row[key.name]}"
                sealed[column.name] = carrier.back(row[key.name], told) if holds_data(column) else seal("told", where)
        return sealed


def fill() -> None:
    """Every table that travels, inside an application's context."""
    with transaction() as session:
        filling = Filling(session.connection())
        for table in Base.metadata.sorted_tables:
            if table.name not in BY_HAND | STAY.keys():
                filling.table(table)
        for name in settings.DEFAULTS.keys() - set(SETTINGS) - {"chores_failing", "zone"}:
            if not settings.DEFAULTS[name].isdecimal():
                settings.put(name, "yes" if settings.DEFAULTS[name] == "" else f"{settings.DEFAULTS[name]} of ours")
        settings.put("backup_made", "never travels")
    _trace()


def _trace() -> None:
    """Deeds of two days, a year and a half apart; those of the first are dropped."""
    with time_machine.travel(clock.now() - timedelta(days=500), tick=False), transaction():
        trace.note("signed in", new_id(), "ally", new_id(), "one")
    for detail in ("two", None):
        with transaction():
            trace.note("erased", new_id(), "ally", new_id(), detail)
    with transaction():
        assert trace_anchor.drop_before(clock.now().date() - timedelta(days=400), "UTC") == 1


def _is_filled(column: Column[Any], value: Any) -> bool:
    """With something other than what it holds by itself."""
    default = column.default.arg if column.default is not None and column.default.is_scalar else None
    if isinstance(column.type, Boolean):
        falls_to = default if default is not None else "true" in str(getattr(column.server_default, "arg", "")).lower()
        return value is not None and ((column.default is None and column.server_default is None) or value != falls_to)
    return value is not None and value != default


def _vocabulary(column: Column[Any]) -> list[str]:
    """Words that a check holds it to."""
    for each in column.table.constraints:
        found = WORDS.match(str(getattr(each, "sqltext", "")))
        if found and found[1] == column.name:
            return [word.strip().strip("'") for word in found[2].split(",")]
    return []


def _numbers(column: Column[Any]) -> list[int]:
    """Those that its checks speak of, and the next ones."""
    said = [str(getattr(each, "sqltext", "")) for each in column.table.constraints]
    found = {
        int(each)
        for text in said
        if re.search(rf"\b{column.name}\b", text)
        for each in re.findall(r"\b\d{1,6}\b", text)
    }
    return sorted(found | {each + 1 for each in found})


def _letters(draw: random.Random, length: int) -> str:
    return "".join(draw.choice(string.ascii_lowercase) for _ in range(length))
