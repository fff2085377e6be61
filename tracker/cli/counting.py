"""What the worker counts: figures and reports of large campaigns, in a thread of its own: letters do not wait for a million signups.

A worker that ends, or is killed, leaves the mark of whoever asked: the next one counts again.
"""

import threading
import time
from dataclasses import field

import structlog
from flask import Flask, current_app

from tracker.records import dataclass
from tracker.store.db import db
from tracker.usecases.count_figures import anybody_waits, count_asked_figures, count_due_figures, count_figures
from tracker.usecases.count_for_pages import count_for_pages
from tracker.usecases.prepare_reports import any_waits, prepare_reports
from tracker.usecases.tell_figures import tell_asked_figures

# Seconds until what failed is tried again.
AGAIN = 60.0

log = structlog.get_logger()


@dataclass
class _Beside:
    """The thread, and how it went: `failed` stays until counting has gone well again."""

    thread: threading.Thread | None = None
    failed: Exception | None = None
    failed_at: float = 0.0
    due: threading.Event = field(default_factory=threading.Event)
    pages: threading.Event = field(default_factory=threading.Event)


_beside = _Beside()


def count_due_beside(_base_url: str) -> None:
    """A chore: campaigns that are going, if any is due. How it went is told by the other chore."""
    _beside.due.set()
    _begin()


def count_pages_beside(_base_url: str) -> None:
    """A chore: numbers of pages that are counted at night, or when somebody asked for them."""
    _beside.pages.set()
    _begin()


def count_asked_beside(_base_url: str) -> None:
    """A chore: what somebody asked for. Raises what went wrong the last time."""
    if _beside.due.is_set() or any_waits() or anybody_waits():
        _begin()
    if _beside.failed is not None:
        raise _beside.failed


def wait() -> bool:
    """Until what was begun is done: who works once and ends must not take it along. False: it failed."""
    if _beside.thread is not None:
        _beside.thread.join()
    return _beside.failed is None


def _begin() -> None:
    """If nobody is at it."""
    at_it = _beside.thread is not None and _beside.thread.is_alive()
    failed_lately = _beside.failed is not None and time.monotonic() - _beside.failed_at < AGAIN
    if at_it or failed_lately:
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    _beside.thread = threading.Thread(target=_count, args=(app,), name="counting", daemon=True)
    _beside.thread.start()


def _count(app: Flask) -> None:
    """One thing that fails keeps none behind it from its turn; the first that failed is told."""
    failed: Exception | None = None
    with app.app_context():
        for step in (_reports, _asked_for, tell_asked_figures, _due, _of_pages):
            try:
                step()
            except Exception as error:  # noqa: BLE001 (told by the chore, and tried again)
                failed = failed or error
            finally:
                db.session.remove()
    _beside.failed, _beside.failed_at = failed, time.monotonic()


def _reports() -> None:
    """Somebody sits before its page."""
    if number := prepare_reports(count_figures):
        log.info("reports prepared", number=number)


def _asked_for() -> None:
    if number := count_asked_figures():
        log.info("figures counted", number=number)


def _due() -> None:
    if _beside.due.is_set():
        if number := count_due_figures():
            log.info("figures counted", number=number)
        _beside.due.clear()


def _of_pages() -> None:
    if _beside.pages.is_set():
        count_for_pages()
        _beside.pages.clear()
