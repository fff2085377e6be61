"""What the worker does of files for the team: in a thread of its own, so that letters do not wait for a hundred thousand rows."""

import threading
from collections.abc import Callable

import structlog
from flask import Flask, current_app

from tracker.store.db import db
from tracker.usecases.gather_exports import anything_to_do, gather_exports

log = structlog.get_logger()
_beside: list[threading.Thread] = []


def gather_beside(worker: str, told_to_end: Callable[[], bool]) -> None:
    """Begin, if something waits and nobody is at it. It ends with the worker, after the piece in hand."""
    if any(each.is_alive() for each in _beside) or not anything_to_do():
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    _beside[:] = [threading.Thread(target=_gather, args=(app, worker, told_to_end), name="gathering", daemon=True)]
    _beside[0].start()


def wait() -> None:
    """Until what was begun is done: who works once and ends must not take it along."""
    for each in _beside:
        each.join()


def _gather(app: Flask, worker: str, told_to_end: Callable[[], bool]) -> None:
    with app.app_context():
        try:
            number = gather_exports(worker, lambda: not told_to_end())
        except Exception as error:  # noqa: BLE001 (it comes again when the lease is over)
            log.warning("a file for the team could not be gathered", error=type(error).__name__)
            return
        finally:
            db.session.remove()
    if number:
        log.info("files for the team gathered", number=number)
