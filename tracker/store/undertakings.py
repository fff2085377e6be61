"""What a worker is at, written down before it begins: what has ended three processes is not begun by a fourth, unless somebody asks anew.

A deed that takes more memory than the machine has ends its process, and the next one takes it up again, for ever; and each such end may
repeat the letter that was just leaving.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, String, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Row, UTCDateTime, db
from tracker.store.ids import new_id
from tracker.store.old import Old
from tracker.store.transactions import transaction

TIMES = 3
# So long nobody begins it by themselves.
REST = timedelta(days=7)
# Of this process and those that it forks.
_STARTED = new_id()

logger = structlog.get_logger()


class EndsTheWorker(Exception):
    """So many processes have begun it lately, and none came to its end."""


class Undertaking(Row):
    """Something that a process is at, or was at when it was killed."""

    __tablename__ = "undertaking"

    # Which deed, of what: by ids.
    what: Mapped[str] = mapped_column(String(120), unique=True)
    # Processes that have begun it; and the last of them.
    times: Mapped[int]
    process: Mapped[str] = mapped_column(String(40))
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)


# Nobody has begun it since.
OLD = (
    Old(
        Undertaking,
        held=lambda: Undertaking.id.is_not(None),
        over=lambda before: Undertaking.begun_at < before,
    ),
)


@contextmanager
def undertaken(what: str) -> Iterator[None]:
    """For what is done inside, however it ends, unless with its process. Outside transactions. Raises EndsTheWorker, and begins nothing.

    A database that takes no note keeps nobody from the deed itself, and makes none of it a failure.
    """
    with _although_not_noted(), transaction():
        _begin(what)
    try:
        yield
    finally:
        with _although_not_noted():
            db.session.rollback()
            with transaction():
                _forget(Undertaking.what == what, Undertaking.process == _process())


def lift(what: str) -> None:
    """Somebody asks for it anew: by now there may be more memory, or less to do. Inside a transaction."""
    _forget(Undertaking.what == what)


def let_go_of_all() -> None:
    """This process ends as it was told to: what it leaves unfinished has not ended it. Inside a transaction."""
    _forget(Undertaking.process == _process())


def _begin(what: str) -> None:
    now = clock.now()
    _forget(Undertaking.begun_at < now - REST)
    found = db.session.scalars(select(Undertaking).where(Undertaking.what == what).with_for_update()).one_or_none()
    if found is None:
        db.session.add(Undertaking(what=what, times=1, process=_process(), begun_at=now))
    elif found.process == _process():
        # It lives: the database was away when it had ended.
        found.begun_at = now
    elif found.times >= TIMES:
        raise EndsTheWorker
    else:
        found.times, found.process, found.begun_at = found.times + 1, _process(), now


def _forget(*which: ColumnElement[bool]) -> None:
    db.session.execute(delete(Undertaking).where(*which).execution_options(synchronize_session=False))


def _process() -> str:
    return f"{_STARTED} {os.getpid()}"


@contextmanager
def _although_not_noted() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        logger.warning("undertaking not noted", error=type(error).__name__)
