"""Tables that a migration writes anew, as SQLite needs it for most changes: how they are read before. Imported by migrations alone."""

from typing import Any

from alembic.operations import batch


class ReadAlone(batch.BatchOperationsImpl):
    """Reads a table without those that it refers to, and those that they refer to: their names are enough for its foreign keys,
    and reading them took a third of a migration.
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)  # type: ignore[no-untyped-call]
        self.reflect_kwargs.setdefault("resolve_fks", False)


def read_alone() -> None:
    """From here on each `op.batch_alter_table` of this process does so. Alembic has no setting for it."""
    batch.BatchOperationsImpl = ReadAlone  # type: ignore[misc]
