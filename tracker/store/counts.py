"""Many small counts by one question."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from tracker.store.db import db

K = TypeVar("K", bound=Hashable)


def so_far(rows: Select[Any], most: int) -> Select[int]:
    """How many these are, counted up to `most`: it never costs more than finding so many."""
    return select(func.count()).select_from(rows.limit(most).subquery())


def counted(counts: Mapping[K, Select[int]]) -> dict[K, int]:
    """What each of these selects of one number says; all are of one moment."""
    if not counts:
        return {}
    columns = [func.coalesce(each.scalar_subquery(), 0).label(f"n{n}") for n, each in enumerate(counts.values())]
    return dict(zip(counts, db.session.execute(select(*columns)).one(), strict=True))


def moments(asked: Mapping[K, Select[Any]]) -> dict[K, datetime | None]:
    """The same for selects of one moment; None where there is none."""
    if not asked:
        return {}
    columns = [each.scalar_subquery().label(f"n{n}") for n, each in enumerate(asked.values())]
    return dict(zip(asked, db.session.execute(select(*columns)).one(), strict=True))
