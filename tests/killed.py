"""Processes that are killed while they are at something: real ones, by SIGKILL."""

import os
import signal
from collections.abc import Callable

from tracker.store.db import db


def killed_at(deed: Callable[[], object]) -> bool:
    """A process of its own does it, and is killed where the deed says `die()`. False: it came to its end."""
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        db.engine.dispose(close=False)
        try:
            deed()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def die(*_: object, **__: object) -> None:
    """As the system ends whoever takes more memory than there is."""
    os.kill(os.getpid(), signal.SIGKILL)
