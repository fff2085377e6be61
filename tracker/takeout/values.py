"""A value of a column as a file has it, and back: moments and days by ISO 8601, bytes in hex, sealed ones opened and sealed anew."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column

from tracker.store.sealing import seal, unseal
from tracker.takeout.carried import is_sealed, kind_of, name_of


class Carrier:
    """One column of one table. What a file holds is plain JSON."""

    def __init__(self, column: Column[Any]) -> None:
        self.column, self.name = column, name_of(column)
        self.kind, self.sealed = kind_of(column), is_sealed(column)

    def out(self, key: object, value: Any) -> Any:
        """As the file has it. Raises Broken for what no key opens."""
        if value is None:
            return None
        if self.sealed:
            opened = unseal(bytes(value), self._place(key))
            return json.loads(opened) if self.kind in ("data", "file") else opened
        if self.kind in ("moment", "day"):
            return value.isoformat()
        return bytes(value).hex() if self.kind == "bytes" else value

    def back(self, key: object, told: Any) -> Any:
        """As the column holds it."""
        if told is None:
            return None
        if self.sealed:
            return seal(_spelt(told) if self.kind in ("data", "file") else told, self._place(key))
        if self.kind == "moment":
            return datetime.fromisoformat(told)
        if self.kind == "day":
            return date.fromisoformat(told)
        return bytes.fromhex(told) if self.kind == "bytes" else told

    def _place(self, key: object) -> str:
        return f"{self.column.table.name}.{self.name}:{key}"


def _spelt(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
