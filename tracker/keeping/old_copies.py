"""Copies that left so long ago that nobody can be asked any more; and those of the erased that were chased to the end."""

from sqlalchemy import func

from tracker.keeping.copy_left import Chase, Copy
from tracker.store.old import Old

OLD = (
    Old(Copy, held=lambda: Copy.id.is_not(None), over=lambda before: Copy.at < before),
    Old(
        Chase,
        held=lambda: Chase.id.is_not(None),
        over=lambda before: func.coalesce(Chase.done_at, Chase.left_at) < before,
    ),
)
