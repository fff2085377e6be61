"""What the worker tells other programs: in threads of its own, so that no letter waits for a receiver that is slow.

A worker that ends, or is killed, leaves what it had begun: the next one sends it again, under the same id.
"""

import threading
from dataclasses import field

import structlog
from flask import Flask, current_app

from tracker.hooks import turns
from tracker.records import dataclass
from tracker.store.db import db
from tracker.usecases.deliver_hooks import deliver_hooks

# So many hooks are told at a time: one that is slow keeps the others waiting no longer than a turn.
LANES = 4

log = structlog.get_logger()


@dataclass
class _Beside:
    """The threads, and how the last turn went: `failed` stays until one has gone well again."""

    threads: list[threading.Thread] = field(default_factory=list)
    failed: Exception | None = None


_beside = _Beside()


def deliver_beside(base_url: str) -> None:
    """A chore: if something is due for a hook that nobody has in hand. Raises what went wrong the last time."""
    _beside.threads = [each for each in _beside.threads if each.is_alive()]
    if len(_beside.threads) < LANES and turns.anything_due():
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        for number in range(LANES - len(_beside.threads)):
            thread = threading.Thread(target=_deliver, args=(app, base_url), name=f"webhooks {number}", daemon=True)
            _beside.threads.append(thread)
            thread.start()
    db.session.rollback()
    if _beside.failed is not None:
        raise _beside.failed


def wait() -> bool:
    """Until what was begun is done: who works once and ends must not take it along. False: it failed."""
    for each in _beside.threads:
        each.join()
    return _beside.failed is None


def _deliver(app: Flask, base_url: str) -> None:
    with app.app_context():
        try:
            sent = 0
            while done := deliver_hooks(base_url, app.config["OWN_NETWORKS"]):
                sent += done
        except Exception as error:  # noqa: BLE001 (told by the chore, and tried again)
            _beside.failed = error
            return
        finally:
            db.session.remove()
    _beside.failed = None
    if sent:
        log.info("webhooks sent", number=sent)
