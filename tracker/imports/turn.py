"""One import writes at a time: whoever comes second sees what the first has written."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Model, db
from tracker.store.transactions import add_once

ONLY = 1


class ImportTurn(Model):
    """One row, locked while an import writes or is undone."""

    __tablename__ = "import_turn"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def take() -> None:
    """Wait for one's turn; it ends with the transaction."""
    add_once(ImportTurn, [{"id": ONLY}])
    db.session.scalars(select(ImportTurn).where(ImportTurn.id == ONLY).with_for_update()).one()
