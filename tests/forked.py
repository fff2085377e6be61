"""Commands of the house in processes of their own, forked from one that has read it: a tenth of what `python -m flask` takes.

Some tests start a Python of their own all the same (tests/cli/test_serve.py, tests/test_logs.py): that it can be started is seen
there.
"""

import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, SIGTERM
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from tests import run as this_run

TOP = Path(__file__).parent.parent
NAME = "fork-server"
Stream = int | IO[bytes] | IO[str] | None


class Forked:
    """`python -m WORDS` in this checkout, as subprocess.Popen has it: `pid`, `poll`, `wait` and signals. Streams are files.

    `session`: it leads a session of its own, as with start_new_session.
    """

    def __init__(
        self,
        *words: str,
        environ: Mapping[str, str],
        stdin: Stream = None,
        stdout: Stream = None,
        stderr: Stream = None,
        session: bool = False,
    ) -> None:
        said = {"words": words, "environ": dict(environ), "folder": str(TOP), "session": session}
        self.returncode: int | None = None
        self._waits = threading.Lock()
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(str(this_run.once(NAME, _start) / "socket"))
        with Path(os.devnull).open("r+b") as nothing:
            streams = [nothing if each in (None, subprocess.DEVNULL) else each for each in (stdin, stdout, stderr)]
            head = json.dumps(said).encode() + b"\n"
            sent = socket.send_fds(
                self._line, [head], [each if isinstance(each, int) else each.fileno() for each in streams]
            )
            self._line.sendall(head[sent:])
        self._answers = self._line.makefile("r")
        self.pid = int(self._answers.readline())

    def wait(self, timeout: float | None = None) -> int:
        """Its status, negative for a signal. Raises subprocess.TimeoutExpired after `timeout` seconds."""
        # Whoever waits beside another hears the same.
        if not self._waits.acquire(timeout=-1 if timeout is None else timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        try:
            if self.returncode is None:
                if not select.select([self._line], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
                self.returncode = int(self._answers.readline())
                self._answers.close()
                self._line.close()
            return self.returncode
        finally:
            self._waits.release()

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(SIGTERM)

    def kill(self) -> None:
        self.send_signal(SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.wait()


def ran(
    *words: str, environ: Mapping[str, str], given: bytes = b"", timeout: float = 120
) -> "subprocess.CompletedProcess[bytes]":
    """What subprocess.run tells of `python -m WORDS`, which is given those bytes. It is killed after `timeout` seconds."""
    with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
        stdin.write(given)
        stdin.seek(0)
        process = Forked(*words, environ=environ, stdin=stdin, stdout=stdout, stderr=stderr)
        try:
            status = process.wait(timeout)
        finally:
            process.kill()
        for each in (stdout, stderr):
            each.seek(0)
        return subprocess.CompletedProcess(words, status, stdout.read(), stderr.read())


def _start(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fork_server", str(folder / "socket")], cwd=TOP, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=log, start_new_session=True,
        )  # fmt: skip
    assert process.stdout is not None
    with process.stdout as told:
        if told.readline() != b"ready\n":
            raise RuntimeError(f"the fork server did not start:\n{(folder / 'log').read_text()}")
    process.returncode = 0  # it outlives this process: `end` tells it when the run is over


def end(folder: Path) -> None:
    """Tell the run's fork server, if there is one, that nobody needs it any more."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(folder / NAME / "socket"))
        line.sendall(b"\n")
