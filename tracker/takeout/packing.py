"""A takeout, file by file, as everything stands at one moment."""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, text, true

from tracker.files.zips import Member
from tracker.records import dataclass
from tracker.store.keyring import KeyRing
from tracker.store.sealing import Broken
from tracker.takeout import keys
from tracker.takeout.carried import FILES, SETTINGS, columns, tables
from tracker.takeout.describing import FORMAT, schema, written
from tracker.takeout.values import Carrier

# Rows read at a time; of tables with files in them.
SOME, FEW = 1_000, 20
MANIFEST = "manifest.json"


@dataclass
class Packing:
    """What the manifest will say, and how far it has come. `connection` reads of one moment to the end."""

    connection: Connection
    ring: KeyRing
    made_at: datetime
    rows: Counter[str] = field(default_factory=Counter)
    sums: dict[str, str] = field(default_factory=dict)
    # Values that no key opens: left out, and counted.
    damaged: int = 0

    def how_many(self) -> int:
        """Rows of all tables."""
        return sum(self.connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables())

    def members(self) -> Iterator[Member]:
        """Each file of the ZIP; the manifest last, when everything is known. To be read in this order, each to its end."""
        yield self._summed("README.md", [written().encode()])
        yield self._summed("schema.json", [_json(schema())])
        yield self._summed("keys.json", [_json(keys.packed(self.ring))])
        for table in tables():
            yield self._summed(f"tables/{table.name}.jsonl", self._lines(table))
            for carrier in _carriers(table):
                if carrier.kind == "file":
                    yield from self._files(table, carrier)
        yield MANIFEST, self._manifest()

    def _lines(self, table: Table) -> Iterator[bytes]:
        carriers = _carriers(table)
        key, *others = table.primary_key.columns
        self.rows[table.name] = 0
        wanted = (
            select(key, *(carrier.column for carrier in carriers)).where(self._travels(table)).order_by(key, *others)
        )
        for some in self._read(wanted, table):
            self.rows[table.name] += len(some)
            yield "".join(self._line(carriers, *row) for row in some).encode()

    def _line(self, carriers: list[Carrier], key: object, *values: Any) -> str:
        told = {each.name: self._told(each, key, value) for each, value in zip(carriers, values, strict=True)}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"

    def _told(self, carrier: Carrier, key: object, value: Any) -> Any:
        if carrier.kind == "file":
            return path_of(carrier, key) if value is not None else None
        try:
            return carrier.out(key, value)
        except Broken:
            self.damaged += 1
            return None

    def _files(self, table: Table, carrier: Carrier) -> Iterator[Member]:
        [key] = table.primary_key.columns
        wanted = select(key, carrier.column).where(carrier.column.is_not(None)).order_by(key)
        for some in self._read(wanted, table):
            for row_key, value in some:
                try:
                    content = base64.b64decode(carrier.out(row_key, value))
                except Broken:
                    self.damaged += 1
                    content = b""
                yield self._summed(path_of(carrier, row_key), [content])

    def _read(self, wanted: Any, table: Table) -> Iterator[Any]:
        few = any(name.startswith(f"{table.name}.") for name in FILES)
        return self.connection.execute(wanted, execution_options={"yield_per": FEW if few else SOME}).partitions()

    def _travels(self, table: Table) -> ColumnElement[bool]:
        if table.name == "setting":
            return table.c.name.not_in(SETTINGS)
        if table.name == "identity" and self.ring.left:
            return table.c.key_name.not_in(self.ring.left)
        return true()

    def _summed(self, name: str, pieces: Iterable[bytes]) -> Member:
        def read() -> Iterator[bytes]:
            total = hashlib.sha256()
            for piece in pieces:
                total.update(piece)
                yield piece
            self.sums[name] = total.hexdigest()

        return name, read()

    def _manifest(self) -> Iterator[bytes]:
        revision = self.connection.scalar(text("SELECT version_num FROM alembic_version"))
        yield _json({
            "format": FORMAT, "revision": revision, "made_at": self.made_at.isoformat(), "rows": dict(self.rows),
            "damaged": self.damaged, "sha256": self.sums,
        })  # fmt: skip


def path_of(carrier: Carrier, key: object) -> str:
    """Where a file of a row lies in the ZIP."""
    table = carrier.column.table.name
    return f"files/{table}/{key}.{carrier.name}.{FILES[f'{table}.{carrier.name}']}"


def _carriers(table: Table) -> list[Carrier]:
    return [Carrier(column) for column in columns(table)]


def _json(told: Any) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
