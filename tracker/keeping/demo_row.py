"""What the demo made: the things that stand by themselves; all else hangs on them. Empty where there is no demo."""

from collections.abc import Mapping

from sqlalchemy import String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base, Model, db
from tracker.store.ids import Id

# Tables whose rows stand by themselves. What is not here goes with what it hangs on.
THINGS = (
    "account", "ally", "film", "venue", "campaign", "screening", "story", "import_", "request_to_host", "crew",
    "suppression", "wording", "tag", "hook",
)  # fmt: skip


class DemoRow(Model):
    """One of them."""

    __tablename__ = "demo_row"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # The name of its table.
    kind: Mapped[str] = mapped_column(String(40))


def standing() -> dict[str, frozenset[str]]:
    """Ids of all things there are, by table."""
    tables = Base.metadata.tables
    return {kind: frozenset(db.session.scalars(select(tables[kind].c.id))) for kind in THINGS}


def mark(before: Mapping[str, frozenset[str]]) -> None:
    """All that stands now and did not before is the demo's; inside its transaction."""
    db.session.flush()
    rows = [{"id": id_, "kind": kind} for kind, ids in standing().items() for id_ in sorted(ids - before[kind])]
    if rows:
        db.session.execute(insert(DemoRow), rows)


def marked() -> dict[str, frozenset[str]]:
    """Ids by table."""
    found: dict[str, list[str]] = {kind: [] for kind in THINGS}
    for id_, kind in db.session.execute(select(DemoRow.id, DemoRow.kind)):
        found.setdefault(kind, []).append(id_)
    return {kind: frozenset(ids) for kind, ids in found.items()}
