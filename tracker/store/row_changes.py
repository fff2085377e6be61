"""What a deed changes in all rows that hang on somebody, noted so that it can be taken back: asked of the metadata, so that no
table can be forgotten.

What was sealed is noted opened: the note is to be sealed as a whole, and outlives a turn of the keys by that.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, select, update

from tracker.store.db import Base, db
from tracker.store.row_names import name_of
from tracker.store.sealing import Broken, seal_bytes, unseal_bytes
from tracker.store.transactions import add_many

Key = tuple[str, str]
Rows = dict[Key, dict[str, Any]]
# Of one row: its table, its name, and its columns before and after. None: there was no row, or there is none any more.
Change = tuple[str, str, dict[str, Any] | None, dict[str, Any] | None]
SOME = 500


def rows_about(table: str, ids: Collection[str], also: Mapping[str, Collection[str]], without: Collection[str]) -> Rows:
    """The rows of these ids, and all that hang on them, however far down. `also`: further ids, by table;
    `without`: tables that are not looked at.
    """
    found: Rows = {}
    fresh: dict[str, set[str]] = {table: set(ids), **{name: set(more) for name, more in also.items() if more}}
    for name, wanted in fresh.items():
        found.update(_read(Base.metadata.tables[name], name_of(Base.metadata.tables[name]), wanted))
    while fresh:
        below: dict[str, set[str]] = {}
        for child in Base.metadata.sorted_tables:
            if child.name in without or child.name == table:
                continue
            for column, parent in _hangs_by(child):
                parents = fresh.get(parent)
                rows = _read(child, column, parents) if parents else {}
                below.setdefault(child.name, set()).update(row_id for _, row_id in rows.keys() - found.keys())
                found.update(rows)
        fresh = {name: new for name, new in below.items() if new}
    return found


def changes(before: Rows, after: Rows) -> list[Change]:
    """What the deed made of them: of each row that it wrote, moved or dropped, the columns that are other than they were."""
    told: list[Change] = []
    for name, row_id in sorted(before.keys() | after.keys()):
        was, now = before.get((name, row_id)), after.get((name, row_id))
        table = Base.metadata.tables[name]
        if was is None or now is None:
            told.append((name, row_id, was and _noted(table, row_id, was), now and _noted(table, row_id, now)))
            continue
        other = [column for column in was if was[column] != now[column]]
        if other:
            own = [{column: row[column] for column in other} for row in (was, now)]
            told.append((name, row_id, _noted(table, row_id, own[0]), _noted(table, row_id, own[1])))
    return told


def take_back(told: Iterable[Change], root: str) -> None:
    """As it was before; inside a transaction. What somebody has changed since stays: of the `root` table column by column, of
    any other row all of it but to whom it belongs.
    """
    rows = list(told)
    for name, row_id, was, _now in rows:
        if was is None:
            table = Base.metadata.tables[name]
            db.session.execute(delete(table).where(_is(table, row_id)))
    standing = _standing(rows)
    both = [(n, i, was, now) for n, i, was, now in rows if was is not None and now is not None and (n, i) in standing]
    # Whose a row is first: what is unique to somebody is free for the next only then.
    for name, row_id, was, now in both:
        _put_back(name, row_id, was, now, standing[name, row_id], _owners(name, root) & was.keys())
    for name, row_id, was, now in both:
        current, own = standing[name, row_id], was.keys() - _owners(name, root)
        unchanged = {column for column in own if current[column] == now[column]}
        if name == root or unchanged == own:
            _put_back(name, row_id, was, now, current, unchanged)
    for table in Base.metadata.sorted_tables:
        gone = [_raw(table, i, was) for n, i, was, now in rows if n == table.name and was is not None and now is None]
        if gone:
            add_many(_model(table), _hanging(table, gone))
    db.session.expire_all()


def _standing(rows: Iterable[Change]) -> Rows:
    """As those that were changed are now, in the manner of notes."""
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        ids = {row_id for name, row_id, was, now in rows if name == table.name and was is not None and now is not None}
        for (name, row_id), row in _read(table, name_of(table), ids).items():
            found[name, row_id] = _noted(table, row_id, row)
    return found


def _put_back(
    name: str, row_id: str, was: dict[str, Any], now: dict[str, Any], current: dict[str, Any], columns: Collection[str]
) -> None:
    wanted = {column: was[column] for column in columns if current[column] == now[column]}
    if wanted:
        table = Base.metadata.tables[name]
        db.session.execute(update(table).where(_is(table, row_id)).values(_raw(table, row_id, wanted)))


def _owners(name: str, root: str) -> set[str]:
    """Columns that name a row of the root table."""
    return {column.name for column, parent in _hangs_by(Base.metadata.tables[name]) if parent == root}


def _hangs_by(table: Table) -> list[tuple[Column[Any], str]]:
    """Each column that names a row of a table, with or without a foreign key (store.db.loosely_of); and which table."""
    firm = [(key.parent, key.column.table.name) for key in table.foreign_keys]
    return firm + [(column, column.info["of"]) for column in table.columns if "of" in column.info]


def _is(table: Table, name: str) -> ColumnElement[bool]:
    """Over a table: whether it is the row of that name. Column by column, so that an index finds it."""
    columns = list(table.primary_key.columns)
    parts = name.split("/") if len(columns) > 1 else [name]
    told = zip(columns, parts, strict=True)
    return and_(*(column == column.type.python_type(part) for column, part in told))


def _hanging(table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that have what they hang on: what has gone meanwhile, by its clock, does not come back for them."""
    for key in table.foreign_keys:
        column = key.parent.name
        wanted = {row[column] for row in rows} - {None}
        there = set(db.session.scalars(select(key.column).where(key.column.in_(wanted))))
        there |= {row[key.column.name] for row in rows} if key.column.table is table else set()
        rows = [row for row in rows if row[column] is None or row[column] in there]
    return rows


def _read(table: Table, column: ColumnElement[str], ids: Collection[str]) -> Rows:
    listed = sorted(ids)
    found: Rows = {}
    for start in range(0, len(listed), SOME):
        wanted = select(name_of(table), *table.c).where(column.in_(listed[start : start + SOME]))
        for name, *values in db.session.execute(wanted):
            found[table.name, name] = dict(zip(table.c.keys(), values, strict=True))
    return found


def _noted(table: Table, row_id: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON can hold it."""
    return {name: _told(table.c[name], row_id, value) for name, value in row.items()}


def _told(column: Column[Any], row_id: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, bytes):
        if column.info.get("sealed"):
            try:
                return {"open": b64encode(unseal_bytes(value, _where(column, row_id))).decode("ascii")}
            except Broken:  # nobody can read it: it lies as it lay
                pass
        return {"raw": b64encode(value).decode("ascii")}
    return {"json": value} if isinstance(value, dict | list) else value


def _raw(table: Table, row_id: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], row_id, value) for name, value in row.items()}


def _value(column: Column[Any], row_id: str, told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    [(kind, value)] = told.items()
    if kind == "at":
        return datetime.fromisoformat(value)
    if kind == "open":
        return seal_bytes(b64decode(value), _where(column, row_id))
    return b64decode(value) if kind == "raw" else value


def _where(column: Column[Any], row_id: str) -> str:
    return f"{column.table.name}.{column.name.removesuffix('_sealed')}:{row_id}"


def _model(table: Table) -> type[Base]:
    return next(each.class_ for each in Base.registry.mappers if each.local_table is table)
