"""Everything that another house held becomes this one's: an empty house takes a takeout in, whole or not at all.

The keys first: a kill in between leaves some too many in the ring, which open nothing. Then every row, in one transaction.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tracker.errors import Refusal
from tracker.keeping import copies
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.heartbeat import living
from tracker.store.keyring import Key, load
from tracker.store.transactions import transaction
from tracker.takeout import keys, opening, unpacking
from tracker.takeout.opening import Takeout
from tracker.team import brought, trace
from tracker.words import lazy


class HouseRuns(Refusal):
    sentence = lazy("This house is running, or ended less than a minute ago. Stop it first.")


@dataclass(frozen=True, slots=True)
class Brought:
    """When it was made; rows by table; values that no key of the old house opened."""

    made_at: str
    counts: dict[str, int]
    damaged: int


def bring_takeout_in(path: Path, passphrase: str, ring_path: Path) -> Brought:
    """Raises HouseRuns, HouseNotEmpty, and the refusals of takeout.opening."""
    if living():
        raise HouseRuns
    unpacking.check_empty()
    revision = str(db.session.scalar(text("SELECT version_num FROM alembic_version")))
    db.session.rollback()
    with opening.opened(path, passphrase, revision) as takeout:
        called = keys.add_to(ring_path, takeout.keys)
        with transaction():
            unpacking.check_empty()
            counts = _take_in(takeout, ring_path, called)
            # Whoever has the file has everybody who is in it.
            copies.of_everybody(None, "takeout")
            trace.note("takeout brought in", None, detail=f"made {takeout.manifest['made_at']}")
        keys.put_away(ring_path, called)
        return Brought(takeout.manifest["made_at"], counts, takeout.manifest["damaged"])


def _take_in(takeout: Takeout, ring_path: Path, called: keys.Brought) -> dict[str, int]:
    keys.take_over(ring_path, called)
    names = {
        told["name"]: now["name"] for told, now in zip(takeout.keys["find"], called["find"], strict=True)
    }  # fmt: skip
    find = load(ring_path).named("find", called["find"][0]["name"])
    assert isinstance(find, Key)
    counts = unpacking.bring_in(takeout, {
        "account": lambda rows: brought.accounts(rows, find), "identity": lambda rows: _renamed(rows, names),
        "trace": brought.traced, "trace_anchor": brought.anchors,
    })  # fmt: skip
    brought.end_chain()
    return counts


def _renamed(rows: Iterable[dict[str, Any]], names: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Under the names that the keys have here."""
    for row in rows:
        yield {**row, "key_name": names.get(row["key_name"], row["key_name"])}
