"""What the worker does for lists of people: the large ones are read, written and taken back here, not while somebody waits."""

import time
from collections.abc import Callable

import structlog

from tracker.errors import Refusal
from tracker.imports import work
from tracker.store.db import db
from tracker.store.undertakings import undertaken
from tracker.usecases import ask_worker
from tracker.usecases.ask_worker import Asked, WentWrong
from tracker.usecases.map_people import look_at_people
from tracker.usecases.undo_people import undo_people
from tracker.usecases.write_people import write_people

log = structlog.get_logger()
# Seconds between two words about how far it is.
EVERY = 1.0


def see_to(going_on: Callable[[], bool]) -> bool:
    """One list, if one waits. `going_on`: says that we live. True: there was one."""
    asked = ask_worker.take_up()
    if asked is None:
        return False
    try:
        with undertaken(work.deed_of(asked.import_id, asked.what)):
            _do(asked, going_on)
    except Refusal as refusal:
        ask_worker.settle(asked, refusal)
    except Exception as error:  # noqa: BLE001 (a list that fails each time must not come back for ever)
        db.session.remove()
        # By its kind alone: its text could hold what stands in the list.
        log.warning("list failed", what=asked.what, error=type(error).__name__)
        ask_worker.settle(asked, WentWrong())
    else:
        ask_worker.settle(asked)
    return True


def _do(asked: Asked, going_on: Callable[[], bool]) -> None:
    said = [time.monotonic()]

    def told(doing: str, done: int, total: int) -> None:
        if time.monotonic() - said[0] >= EVERY:
            said[0] = time.monotonic()
            work.tell(asked.import_id, doing, done, total)

    going_on()
    if asked.what == "look":
        look_at_people(asked.import_id, told)
    elif asked.what == "write":
        write_people(asked.import_id, asked.by, told)
    else:
        undo_people(asked.import_id, asked.by)
