"""Runs several commands as one: they start together, and when one ends, or we are told to end, all end."""

import signal
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from types import FrameType

POLL_SECONDS = 0.2
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run_together(commands: Mapping[str, Sequence[str]], grace: float = 15.0) -> tuple[str | None, int]:
    """Run `commands` (name -> argument list) until one ends or a stop signal comes, then end the others and wait.

    Whoever has not ended `grace` seconds after being asked is killed. Returns (None, 0) after a stop signal, else the
    name of the command that ended by itself and its exit status, 1 for 0 or a signal: none of them ought to end.
    """
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in STOPS}
    running: dict[str, subprocess.Popen[bytes]] = {}
    ended: tuple[str | None, int] = (None, 0)
    try:
        for name, command in commands.items():
            running[name] = subprocess.Popen(command)
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


def _first_to_end(running: Mapping[str, subprocess.Popen[bytes]]) -> tuple[str, int] | None:
    for name, process in running.items():
        status = process.poll()
        if status is not None:
            return name, status if status > 0 else 1
    return None


def _end(everybody: Collection[subprocess.Popen[bytes]], grace: float) -> None:
    deadline = time.monotonic() + grace
    for process in everybody:
        if process.poll() is None:
            process.terminate()
    for process in everybody:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
