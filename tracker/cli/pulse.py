"""The pulse of a process that has no turns of its own: a thread that says that it lives, and looks at the keys."""

import threading
from collections.abc import Callable
from types import TracebackType

import structlog
from flask import Flask

from tracker.store.ids import new_id
from tracker.usecases.say_alive import say_alive, say_gone

# Seconds between two beats.
BEAT = 10.0

log = structlog.get_logger()


class Pulse:
    """Beats while its block lasts. Enter it in the process that is to beat: a thread does not survive a fork."""

    def __init__(self, app: Flask, kind: str) -> None:
        self.app, self.kind, self.id = app, kind, new_id()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run, name=f"pulse of the {kind}", daemon=True)

    def __enter__(self) -> "Pulse":
        self.thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self.thread.join(BEAT)

    def _run(self) -> None:
        while True:
            self._try(lambda: say_alive(self.id, self.kind))
            if self.ended.wait(BEAT):
                break
        self._try(lambda: say_gone(self.id))

    def _try(self, deed: Callable[[], None]) -> None:
        """Whatever is away comes back: the next beat tries again."""
        try:
            with self.app.app_context():
                deed()
        except Exception as error:  # noqa: BLE001
            log.warning("no sign of life", error=type(error).__name__)
