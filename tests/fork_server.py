"""A process that has read the whole house and forks each command of a test: `python -m tests.fork_server SOCKET`.

Reading it takes each command two seconds or more; forked, a command has its own number, streams, environment and signals, and
can be killed like any other. It makes its application itself, from its own environment; nothing but what was read is shared.
"""

import gc
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

# A command's name, words, environment and folder.
MOST_BYTES = 1_000_000
STREAMS = 3


def read_all() -> None:
    """Import what commands, pages and migrations stand on; nothing in it runs yet."""
    import tracker

    for found in pkgutil.walk_packages(tracker.__path__, "tracker."):
        import_module(found.name)
    for name in ("alembic.command", "alembic.autogenerate", "flask.cli"):
        import_module(name)
    import_module("sqlalchemy.orm").configure_mappers()


def serve(path: Path) -> list[str] | None:
    """Fork whatever is asked for at `path`, until it is told to end. In each child: the words of its command."""
    waking, woken = socket.socketpair()
    for each in (waking, woken):
        each.setblocking(False)
    signal.set_wakeup_fd(waking.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, socket.socket] = {}
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as ready:
        listener.bind(str(path))
        listener.listen()
        print("ready", flush=True)
        ready.register(listener, selectors.EVENT_READ)
        ready.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is woken:
                    woken.recv(4096)
                    _bury(running)
                    continue
                asks, _address = listener.accept()
                said, streams = _heard(asks)
                if not said:  # whoever started it is done with it
                    return None
                if number := os.fork():
                    running[number] = asks
                    _tell(asks, number)
                    for stream in streams:
                        os.close(stream)
                    continue
                for line in (asks, waking, woken, *running.values()):
                    line.close()
                return _become(said, streams)


def _heard(asks: socket.socket) -> tuple[dict[str, Any], list[int]]:
    head, streams, _flags, _address = socket.recv_fds(asks, MOST_BYTES, STREAMS)
    while head and not head.endswith(b"\n"):
        head += asks.recv(MOST_BYTES)
    return (json.loads(head) if head.strip() else {}), streams


def _bury(running: dict[int, socket.socket]) -> None:
    """Tell whoever asked for them how they ended."""
    while running:
        try:
            number, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not number:
            return
        with running.pop(number) as asks:
            _tell(asks, os.waitstatus_to_exitcode(status))


def _tell(asks: socket.socket, number: int) -> None:
    with suppress(OSError):  # whoever asked is gone
        asks.sendall(f"{number}\n".encode())


def _become(said: dict[str, Any], streams: list[int]) -> list[str]:
    """Take on what a process is given when it starts."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if said["session"]:
        os.setsid()
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    os.chdir(said["folder"])
    os.environ.clear()
    os.environ.update(said["environ"])
    gc.unfreeze()
    return list(said["words"])


def main() -> None:
    read_all()
    gc.collect()
    gc.freeze()
    words = serve(Path(sys.argv[1]))
    if words is not None:
        sys.argv = words
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
