"""What is too old to be kept: emptied or deleted, some rows at a time. Each room says what of its own that is."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from tracker.records import dataclass
from tracker.store.db import Row, db


@dataclass(frozen=True, slots=True)
class Old:
    """Rows of one table. `empties`: the columns that lose what they hold; without any the row itself goes.

    `held`: over the table, what there is to lose. `over`: over the table, whose time ended before a moment.
    """

    model: type[Row]
    held: Callable[[], ColumnElement[bool]]
    over: Callable[[datetime], ColumnElement[bool]]
    empties: tuple[InstrumentedAttribute[bytes | None], ...] = ()

    def columns(self) -> frozenset[str]:
        """ "letter.words_sealed"; the table's name alone where rows go."""
        table = self.model.__tablename__
        return frozenset(f"{table}.{column.key}" for column in self.empties) or frozenset({str(table)})

    def how_many(self) -> int:
        """How many rows hold something."""
        return db.session.scalar(self.counting()) or 0

    def counting(self) -> Select[int]:
        """The same, as a select."""
        return select(func.count()).select_from(self.model).where(self.held())

    def overdue(self, before: datetime) -> int:
        """How many of these are too old."""
        return db.session.scalar(self.counting_overdue(before)) or 0

    def counting_overdue(self, before: datetime) -> Select[int]:
        """The same, as a select."""
        return self.counting().where(self.over(before))

    def clear(self, before: datetime, most: int) -> int:
        """Empty or delete up to `most`; inside a transaction. How many. What another process is just changing waits for the next."""
        chosen = select(self.model.id).where(self.held(), self.over(before)).order_by(self.model.id).limit(most)
        ids = list(db.session.scalars(chosen.with_for_update(skip_locked=True, of=self.model)))
        if not ids:
            return 0
        wanted = self.model.id.in_(ids)
        done = (
            update(self.model).where(wanted).values({column.key: None for column in self.empties})
            if self.empties
            else delete(self.model).where(wanted)
        )
        db.session.execute(done.execution_options(synchronize_session=False))
        return len(ids)
