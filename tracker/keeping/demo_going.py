"""What goes when the demo goes: all that it made, and what has come of that. Nothing else, and nothing that something real needs.

An invented person goes with all that is about them, whoever wrote it. A film screening, a campaign, a film or a venue of the
demo's goes with its parts, unless something real hangs on it: somebody signed up there meanwhile, a real evening was planned
in it. Then it stays, with what it needs itself. Which rows need which is read from the foreign keys.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, select, tuple_, update

from tracker.finding import exports
from tracker.keeping.copy_left import Copy, CopyOf
from tracker.keeping.demo_row import THINGS, DemoRow, marked
from tracker.records import dataclass
from tracker.store.db import Base, db

# What names a row: its id; where a table has several key columns, what stands in all of them.
Name = Any
Ids = dict[str, set[Name]]
# Rows that are about the account they name; in others the name of who did it is left out.
OF_ACCOUNTS = frozenset({"letter", "session", "invitation"})
# Columns that are empty together with such a name.
TOGETHER = {("follow_up", "claimed_by_id"): "claimed_until", ("talkback_guests", "cleared_by_id"): "cleared_at"}
# What may be about a person of ours, and what is told of them: real ones keep all that hangs on them, and what that needs.
PEOPLE = ("ally", "request_to_host", "story")
# Whom somebody marked in a list, and what was done with those at once: the marker's, not theirs.
MARKED = ("chosen", "bulk_done")
# Which copies left in whose hands is written without a foreign key: real people's outlive the account.
IN_HANDS = ("copy_left", "account_id")
SOME = 500


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key: in which column, to which table."""

    column: str
    to: str
    loose: bool


@dataclass(slots=True)
class Going:
    """Ids by table. `goes`: to be deleted. `held`: the demo's, but something real needs them."""

    goes: Ids = field(default_factory=lambda: defaultdict(set))
    held: Ids = field(default_factory=lambda: defaultdict(set))

    def count(self, kind: str) -> int:
        return len(self.goes.get(kind, ()))


class House:
    """All rows by their ids and what they hang on; nothing sealed is read."""

    def __init__(self) -> None:
        self.tables = [table for table in Base.metadata.sorted_tables if table.name != "demo_row"]
        self.keys = {table.name: _keys(table) for table in self.tables}
        self.rows: dict[str, dict[Name, tuple[str | None, ...]]] = {}
        for table in self.tables:
            own = list(table.primary_key.columns)
            columns = [*own, *(table.c[key.column] for key in self.keys[table.name])]
            self.rows[table.name] = {
                row[0] if len(own) == 1 else tuple(row[: len(own)]): tuple(row[len(own) :])
                for row in db.session.execute(select(*columns))
            }

    def below(self, start: Mapping[str, set[Name]], but: Mapping[str, set[Name]]) -> Ids:
        """These, and all that hangs on them; without `but`."""
        found: Ids = defaultdict(set, {kind: set(ids) - but.get(kind, set()) for kind, ids in start.items()})
        grew = True
        while grew:
            grew = False
            for table in self.tables:
                fresh = self._hanging(table.name, found) - found[table.name] - but.get(table.name, set())
                found[table.name] |= fresh
                grew = grew or bool(fresh)
        return found

    def above(self, start: Mapping[str, set[Name]]) -> Ids:
        """These, and all that they need."""
        found: Ids = defaultdict(set)
        waiting = [(kind, id_) for kind, ids in start.items() for id_ in ids]
        while waiting:
            kind, id_ = waiting.pop()
            if id_ in found[kind]:
                continue
            found[kind].add(id_)
            for key, parent in zip(self.keys[kind], self.rows[kind][id_], strict=True):
                if parent and not key.loose and parent in self.rows.get(key.to, {}):
                    waiting.append((key.to, parent))
        return found

    def _hanging(self, name: str, found: Mapping[str, set[Name]]) -> set[Name]:
        firm = [(at, key.to) for at, key in enumerate(self.keys[name]) if not key.loose and found.get(key.to)]
        if not firm:
            return set()
        return {id_ for id_, parents in self.rows[name].items() if any(parents[at] in found[to] for at, to in firm)}


def going() -> Going:
    """What would go now."""
    house, demo = House(), marked()
    known: Ids = {kind: set(demo[kind]) & house.rows[kind].keys() for kind in THINGS}
    invented = house.below({"ally": known["ally"], "request_to_host": known["request_to_host"]}, {})
    real: Ids = {kind: house.rows[kind].keys() - known[kind] - invented[kind] for kind in THINGS}
    people = {kind: real[kind] for kind in PEOPLE}
    theirs = house.below(people, {kind: set(ids) for kind, ids in invented.items()})
    for kind in MARKED:
        theirs.pop(kind, None)
    standing = {kind: real[kind] | theirs[kind] for kind in THINGS}
    needed = house.above({**theirs, **standing})
    goes = house.below({kind: known.get(kind, set()) | invented[kind] for kind in {*known, *invented}}, needed)
    held = {kind: known[kind] & needed[kind] for kind in THINGS}
    return Going(goes, defaultdict(set, held))


def remove(what: Going) -> None:
    """Inside a transaction; foreign keys are looked at when it ends. Files that wait are full of invented people: who still
    wants one asks for it again.
    """
    exports.drop_all()
    for table in reversed(Base.metadata.sorted_tables):
        for some in _portions(what.goes.get(table.name, set())):
            db.session.execute(delete(table).where(_named(table).in_(some)))
    for table in Base.metadata.sorted_tables:
        for key in _keys(table):
            if key.loose:
                _let_go(table, key.column, what.goes.get(key.to, set()))
    of_nobody = Copy.everybody.is_(False), ~exists().where(CopyOf.copy_id == Copy.id)
    db.session.execute(delete(Copy).where(*of_nobody).execution_options(synchronize_session=False))
    db.session.execute(delete(DemoRow))


def _let_go(table: Table, column: str, ids: set[Name]) -> None:
    """What stays no longer names who did it."""
    empty = {column: None}
    if (table.name, column) in TOGETHER:
        empty[TOGETHER[table.name, column]] = None
    for some in _portions(ids):
        db.session.execute(update(table).where(table.c[column].in_(some)).values(empty))


def _portions(ids: set[Name]) -> Iterator[list[Name]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), SOME):
        yield ordered[start : start + SOME]


def _named(table: Table) -> ColumnElement[Any]:
    """What its rows are named by."""
    first, *more = table.primary_key.columns
    return tuple_(first, *more) if more else first


def _keys(table: Table) -> list[Key]:
    found = []
    for column in table.c:
        for each in column.foreign_keys:
            to = each.column.table.name
            loose = to == "account" and bool(column.nullable) and table.name not in OF_ACCOUNTS
            found.append(Key(column.name, to, loose))
        if (table.name, column.name) == IN_HANDS:
            found.append(Key(column.name, "account", loose=False))
    return found
