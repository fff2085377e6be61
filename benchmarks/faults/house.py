"""A house in a folder of its own, on either engine: its processes are started, killed, and started again as systemd would."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks.faults.verdict import NotHere
from tests import invented, postgres, run, world
from tests.engines import build, close, migrate
from tests.members import browser_of
from tests.server import LEFT_OUT
from tracker.screenings import code as codes
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.move_in import move_in

ENGINES = ("sqlite", "postgresql")
TOP = Path(__file__).parents[2]
# Seconds that anything here is waited for.
PATIENCE = 90.0
# Film screenings of the evening: five thousand people sit in so many rooms.
EVENINGS = 25
COMMANDS = {"web": ("web",), "worker": ("worker", "run"), "serve": ("serve", "--no-demo")}


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
    """Look until it is so; how long that took. Raises TimeoutError."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.02)
    return time.monotonic() - began


@dataclass
class Process:
    """One of the house's, and where it listens."""

    kind: str
    port: int
    log: Path
    process: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        """Without a word, it and its children, as `kill -9` or a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        """Asked politely; its status. Killed when it does not listen."""
        self.process.terminate()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise TimeoutError(f"the {self.kind} did not end when it was asked to") from None

    def lives(self) -> bool:
        return self.process.poll() is None

    def answers(self, path: str = "/healthz") -> int:
        """The status; 0 where nobody answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as line:
                line.settimeout(40)
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                return int(line.recv(200).split()[1])
        except (OSError, IndexError):
            return 0

    def open_lines(self) -> int:
        """Connections that it holds, by its own count; those of whoever asks among them."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as line:
            line.settimeout(40)
            line.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            told = b"".join(iter(lambda: line.recv(65_536), b"")).decode()
        return int(float(told.partition("\nhouselights_connections ")[2].split()[0]))

    def memory(self) -> int:
        """The most that it had, in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

    def cpu(self) -> float:
        """Seconds that it has used."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class House:
    """Its folder and database, the code of a film screening, and the processes that run."""

    engine: str
    folder: Path
    url: str
    cluster: Path
    code: str = ""
    # Of all film screenings of the evening.
    codes: list[str] = field(default_factory=list)
    cookie: str = ""
    processes: list[Process] = field(default_factory=list)

    def start(self, kind: str = "web", port: int = 0, opened: bool = True, **more: Any) -> Process:
        """`more`: settings, and what Popen takes under `popen`, or a `command` before the house's own."""
        port, popen = port or free_port(), more.pop("popen", {})
        before = more.pop("command", [sys.executable, "-m", "flask"])
        log = Path(mkdtemp(dir=run.folder())) / f"{kind}.log"
        process = self.command(*before, *COMMANDS[kind], log=log, popen=popen, PORT=str(port), **more)
        started = Process(kind, port, log, process)
        self.processes.append(started)
        if opened and kind != "worker":
            wait_until(lambda: started.answers() or not started.lives(), "the house to open")
            if not started.lives():
                raise RuntimeError(f"the house did not open:\n{log.read_text()[-2000:]}")
        return started

    def command(
        self, *words: str, log: Path = Path(os.devnull), popen: Any = None, **more: str
    ) -> "subprocess.Popen[bytes]":
        """One of the house's commands, in its surroundings."""
        theirs = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        environ = {
            **theirs, "FLASK_APP": "tracker.app", "HOST": "127.0.0.1", "DATABASE_URL": self.url,
            "INSTANCE_PATH": str(self.folder), "KEY_RING": str(self.folder / "key-ring.json"),
            "TRUSTED_PROXIES": "127.0.0.1", "LOG_LEVEL": "INFO", **more,
        }  # fmt: skip
        with log.open("wb") as out:
            return subprocess.Popen(
                words, cwd=TOP, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                **(popen or {}),
            )  # fmt: skip

    def again(self, gone: Process, **more: Any) -> Process:
        """As systemd starts it again, at the same port."""
        return self.start(gone.kind, gone.port, **more)

    def asked(self, statement: str) -> list[tuple[Any, ...]]:
        """Of the database itself, past the program."""
        if self.engine == "postgresql":
            with postgres.connect(self.cluster, "house") as connection:
                return connection.execute(statement.encode()).fetchall()
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=60)) as database:
            return database.execute(statement).fetchall()

    def is_whole(self) -> bool:
        """Whether the database finds itself sound, each row with its parents."""
        if self.engine == "postgresql":
            return True
        return self.asked("PRAGMA integrity_check") == [("ok",)] and not self.asked("PRAGMA foreign_key_check")

    def furnish(self) -> None:
        """Tables, a film screening with its code, and somebody signed in at the desk."""
        migrate(self.url, self.folder)
        app = build(self.url, self.folder)
        with app.app_context():
            move_in()
            first = world.one_screening()
            with transaction():
                rooms = [
                    first,
                    *(world.screening(db.session.get_one(Campaign, first.campaign_id)) for _ in range(EVENINGS - 1)),
                ]
                self.codes = [str(codes.code_of(screening_id=room.id)) for room in rooms]
            self.code = self.codes[0]
            cookie = browser_of(app, invented.account("administrator")).get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert cookie is not None
            self.cookie = f"{cookie.key}={cookie.value}"
        close(app)


def _none(_path: Path) -> AbstractContextManager[object]:
    return nullcontext()


@contextmanager
def a_house(
    engine: str,
    furnished: bool = True,
    disk: Callable[[Path], AbstractContextManager[object]] = _none,
) -> Iterator[House]:
    """Gone at the end, with its processes. PostgreSQL waits for the disk, as SQLite does. `disk`: what its
    database lies on, mounted at a path.
    """
    if engine == "postgresql" and postgres.programs() is None:
        raise NotHere("PostgreSQL is not installed")
    os.environ[run.FOLDER] = mkdtemp(prefix="hf-")
    root = run.folder()
    root.chmod(0o711)
    disk_path = root / "disk"
    on_disk = disk(disk_path)
    folder, cluster = (disk_path if engine == "sqlite" and disk is not _none else root) / "house", root / "pg"
    house = House(engine, folder, f"sqlite:///{folder / 'houselights.db'}", cluster)
    try:
        on_disk.__enter__()
        if engine == "postgresql" and disk is not _none:
            house.cluster = cluster = disk_path / "pg"
        folder.mkdir(mode=0o700)
        if engine == "postgresql":
            postgres.start(cluster, durable=True)
            postgres.command(cluster, "CREATE DATABASE house")
            house.url = postgres.url(cluster, "house")
        if furnished:
            house.furnish()
        yield house
    finally:
        for each in house.processes:
            each.kill()
        if engine == "postgresql":
            with suppress(RuntimeError):
                postgres.stop(cluster)
        on_disk.__exit__(None, None, None)
        shutil.rmtree(root, ignore_errors=True)
        del os.environ[run.FOLDER]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
