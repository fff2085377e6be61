"""All that the database holds, with every sealed value opened by whatever key there is: what a thief with the key ring reads."""

from typing import Any

from sqlalchemy import select

from tracker.imports.brought_file import unpacked
from tracker.signups import kiosk_entries
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.store.db import Base, Row, db
from tracker.store.sealing import Sealed, unseal

# Files, which lie sealed in base 64.
FILES = frozenset({"import_.upload_sealed", "export_part.piece_sealed", "sheet_photo.jpeg_sealed"})


def sealed_of(model: type[Row]) -> dict[str, Sealed[Any]]:
    """The sealed attributes of a model, by their column's name."""
    found = [value for each in model.__mro__ for value in vars(each).values() if isinstance(value, Sealed)]
    return {each.column: each for each in found}


def everything_opened() -> dict[str, list[str]]:
    """By table and column, what stands in it. Fails where a sealed column has no attribute that opens it."""
    db.session.rollback()
    told: dict[str, list[str]] = {}
    for mapper in Base.registry.mappers:
        model, table = mapper.class_, mapper.local_table
        attributes = sealed_of(model)
        for row in db.session.execute(select(table)).mappings():
            for column in table.columns:
                value = row[column.name]
                if value is None:
                    continue
                if column.info.get("sealed"):
                    value = _opened(model, attributes, row, column.name, value)
                told.setdefault(f"{table.name}.{column.name}", []).append(_text(value))
    return told


def _opened(model: type[Row], attributes: dict[str, Sealed[Any]], row: Any, column: str, value: bytes) -> object:
    if model.__tablename__ == "trace":
        return unseal(value, f"trace.detail:{row['number']}")
    opened = getattr(model, attributes[column].name).open_for(row["id"], value)
    if column == "envelope_sealed":
        return _as_written(row, opened)
    return _as_file(opened) if f"{model.__tablename__}.{column}" in FILES else opened


def _as_written(row: Any, envelope: str) -> str:
    """What was sealed by a tablet, whose key lies here as well."""
    entry = KioskEntry(kiosk_id=row["kiosk_id"], submission=row["submission"])
    entry.envelope = envelope
    told = kiosk_entries.opened(entry, db.session.get_one(Kiosk, row["kiosk_id"]))
    return f"{envelope} {told.said} {told.text}"


def _as_file(opened: str) -> str:
    try:
        return unpacked(opened).decode("utf-8", "replace")
    except (ValueError, OSError):
        return opened


def _text(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def where(mark: str) -> set[str]:
    """The columns in which a mark stands, whatever its case; as plain text, or in hex."""
    wanted = (mark.casefold(), mark.encode().hex())
    return {
        column for column, values in everything_opened().items() for value in values
        if any(each in value.casefold() for each in wanted)
    }  # fmt: skip
