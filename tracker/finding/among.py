"""A long condition over allies, put together of parts: those of few are looked up first, those of many asked of each ally in turn.

SQLite keeps no statistics, and those of PostgreSQL do not know how filters belong together: for the sake of three it would go
through a million.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from tracker.allies.ally import Ally
from tracker.records import dataclass
from tracker.store.counts import so_far
from tracker.store.db import db

# What many are: above it a list is walked through in its order, below it those who fit are looked up first.
MANY = 5_000


@dataclass(frozen=True, slots=True)
class Among:
    """A part of the condition: who is among these. Looked up first when they are few (`told_by` says so sooner), asked of each
    in turn when many.
    """

    ids: Select[str]
    column: Any
    in_turn: Select[str] | None = None
    told_by: Select[Any] | None = None

    def counting(self) -> Select[int]:
        return so_far(self.ids if self.told_by is None else self.told_by, MANY + 1)

    def condition(self, few: bool) -> ColumnElement[bool]:
        if few:
            return Ally.id.in_(self.ids)
        return (
            (self.ids if self.in_turn is None else self.in_turn).where(self.column == Ally.id).correlate(Ally).exists()
        )


Part = ColumnElement[bool] | Among


def settled(
    parts: Sequence[Part], besides: Sequence[Select[Any]] = ()
) -> tuple[ColumnElement[bool], bool, tuple[Any, ...]]:
    """The whole condition, whether any part of it is of few, and what `besides` tell. One query at most."""
    among = [part for part in parts if isinstance(part, Among)]
    asked = [*(part.counting() for part in among), *besides]
    columns = [each.scalar_subquery().label(f"n{n}") for n, each in enumerate(asked)]
    told = tuple(db.session.execute(select(*columns)).one()) if columns else ()
    few = [number <= MANY for number in told[: len(among)]]
    conditions = iter([part.condition(each) for part, each in zip(among, few, strict=True)])
    whole = and_(*(next(conditions) if isinstance(part, Among) else part for part in parts))
    return whole, any(few), told[len(among) :]
