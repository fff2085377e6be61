"""The house as its people run it: script/flask serve in a process of its own, on a port of its own; or its web server alone."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests import run
from tests.engines import sqlite_house
from tests.forked import Forked

TOP = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds; a loaded machine starts slowly, and a test that waits for the event itself loses nothing

# Settings of the machine that must not reach a house under test.
LEFT_OUT = {
    "BASE_URL",
    "DATABASE_URL",
    "KEY_RING",
    "SMTP_URL",
    "IMAP_URL",
    "OSDI_URL",
    "OSDI_TOKEN",
    "TRUSTED_PROXIES",
    "REDIS_URL",
    "READ_DATABASE_URL",
    "ERASURE_LOG",
    "BACKUP_PATH",
    "BACKUP_KEY",
    "METRICS_TOKEN",
}


def wait_until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Look until `true`; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.05)


class Server:
    """A running house. `environ` comes before the machine's.

    `alone`: the web server without a worker, one process instead of three, over tables that are up to date: for pages on which
    no letter leaves.
    `anew`: by a Python of its own, as script/flask starts it, not by one that has read the house (tests/forked.py).
    """

    def __init__(self, folder: Path, *arguments: str, alone: bool = False, anew: bool = False, **environ: str) -> None:
        self.port = int(environ.get("PORT") or _free_port())
        self.base_url = f"http://localhost:{self.port}"
        self.log = folder / "server.log"
        ours = {"FLASK_APP": "tracker.app", "HOST": "127.0.0.1", "PORT": str(self.port)}
        ours["INSTANCE_PATH"] = str(folder / "instance")
        run.share_compiled(Path(environ.get("INSTANCE_PATH", ours["INSTANCE_PATH"])))
        theirs = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        with self.log.open("wb") as log:
            words = ["flask", "web" if alone else "serve", *arguments]
            told = {**theirs, **ours, **environ}
            self.process: Forked | subprocess.Popen[bytes]
            if anew:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", *words], cwd=TOP, env=told, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
            else:
                self.process = Forked(*words, environ=told, stdout=log, stderr=log, session=True)

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until_open(self) -> "Server":
        """Wait for the first answer of /healthz, whatever it says."""
        wait_until(lambda: self.ended() or self.answers(), "the server's first answer")
        assert not self.ended(), f"the server ended at once:\n{self.output()}"
        return self

    def ended(self) -> bool:
        return self.process.poll() is not None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def members(self) -> list[int]:
        """Process ids of the whole family: the session that the server leads (Linux)."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    state, _parent, _group, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                except OSError:
                    continue
                if int(session) == self.process.pid and state != "Z":
                    found.append(int(entry.name))
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; the exit status."""
        if not self.ended():
            self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """End the whole family at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers and waits until they answer; none outlives the test.

    Without a DATABASE_URL the tables are there already: making them takes two seconds, and a house's first start is told in
    tests/journeys/test_main_story.py.
    """
    started: list[Server] = []

    def start(*arguments: str, **environ: Any) -> Server:
        folder = tmp_path / f"server-{len(started)}"
        folder.mkdir()
        if "DATABASE_URL" not in environ:
            sqlite_house(folder / "instance")
            (folder / "instance" / "house.db").rename(folder / "instance" / "houselights.db")
        started.append(Server(folder, *arguments, **environ))
        return started[-1].wait_until_open()

    yield start
    for server in started:
        server.kill()
