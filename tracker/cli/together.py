"""Runs several deeds as one, each in a process of its own: they start together, and when one ends, or we are told to end, all end.

Each is a fork of this process: whatever was read and put together here is not made again. So none may hold a connection yet.
"""

import multiprocessing
import signal
import time
from collections.abc import Callable, Collection, Mapping
from multiprocessing.process import BaseProcess
from types import FrameType

POLL_SECONDS = 0.2
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
FORKED = multiprocessing.get_context("fork")


def run_together(deeds: Mapping[str, Callable[[], object]], grace: float = 15.0) -> tuple[str | None, int]:
    """Do `deeds`, by name, until one ends or a stop signal comes, then end the others and wait.

    Whoever has not ended `grace` seconds after being asked is killed. Returns (None, 0) after a stop signal, else the
    name of the one that ended by itself and its exit status, 1 for 0 or a signal: none of them ought to end.
    """
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in STOPS}
    running: dict[str, BaseProcess] = {}
    ended: tuple[str | None, int] = (None, 0)
    try:
        for name, deed in deeds.items():
            running[name] = _begun(name, deed)
        while not asked and ended[0] is None:
            ended = _first_to_end(running) or ended
            time.sleep(POLL_SECONDS)
    finally:
        # The handlers stay until everybody has gone: a second Ctrl-C must not leave anybody behind.
        _end(running.values(), grace)
        for number, handler in before.items():
            signal.signal(number, handler)
    # Ctrl-C at a terminal reaches the children as well: then nobody ended "by itself".
    return (None, 0) if asked else ended


def _begun(name: str, deed: Callable[[], object]) -> BaseProcess:
    process = FORKED.Process(target=_by_itself, args=(deed,), name=name)
    # Told to end before it has handlers of its own, it would take the signal for ours: so that waits.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return process


def _by_itself(deed: Callable[[], object]) -> None:
    for number in STOPS:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    deed()


def _first_to_end(running: Mapping[str, BaseProcess]) -> tuple[str, int] | None:
    for name, process in running.items():
        status = process.exitcode
        if status is not None:
            return name, status if status > 0 else 1
    return None


def _end(everybody: Collection[BaseProcess], grace: float) -> None:
    deadline = time.monotonic() + grace
    for process in everybody:
        process.terminate()
    for process in everybody:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
