"""A web server in a process of its own, on a port of its own: the house's, or a bare Flask's on the same server."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from benchmarks import measuring
from tests.server import LEFT_OUT
from tracker.cli.web import OPTIONS, THREADS

# With the house's own settings, and nothing of the house: its start is a floor, too.
HELLO = f"""
import sys, waitress, flask
app = flask.Flask("hello")
app.add_url_rule("/", view_func=lambda: "hello", methods=["GET", "POST"])
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads={THREADS}, **{OPTIONS!r})
"""
PATIENCE = 60.0  # seconds


class Server:
    """One that runs. `kin`: the process of a database that works for it alone, whose time counts with its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, kin: int | None = None) -> None:
        self.process, self.port, self.kin = process, port, kin

    @property
    def pid(self) -> int:
        return self.process.pid

    def cpu(self) -> float:
        """Seconds used so far, with what it has started: gunicorn has a process that does the work."""
        return measuring.family_cpu(self.pid) + self.kin_cpu()

    def kin_cpu(self) -> float:
        """Those of the database alone."""
        return measuring.family_cpu(self.kin) if self.kin else 0.0

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str, bytes]:
        """Status, where it leads, what it says; over a line of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            told.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            line.request(method, path, body, told)
            answer = line.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read()
        finally:
            line.close()


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    environ: Mapping[str, str] | None = None,
    opens: str = "/",
    kin: int | None = None,
) -> Iterator[Server]:
    """Until it answers at `opens`; ended at the end."""
    process = subprocess.Popen(
        command, env={**os.environ, **(environ or {})}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    server = Server(process, port, kin)
    try:
        until_open(server, opens)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def until_open(server: Server, path: str) -> None:
    """Looked at each hundredth of a second."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            server.ask("GET", path)
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"nothing opened at port {server.port}")


def hello(port: int):
    """Bare Flask on the house's server with the house's settings: the floor of every page."""
    return running([sys.executable, "-c", HELLO, str(port)], port)


def house(app: Flask, port: int, kin: int | None = None):
    """The web server over the house of an application that is built in this process."""
    return running([sys.executable, "-m", "flask", "web"], port, settings_of(app, port), "/healthz", kin)


def settings_of(app: Flask, port: int) -> dict[str, str]:
    """What another process needs to serve the same house. Addresses are told apart as by a proxy that it trusts."""
    said = {name: str(app.config[name]) for name in ("INSTANCE_PATH", "KEY_RING", "DATABASE_URL")}
    left = dict.fromkeys(LEFT_OUT - said.keys(), "")
    return {
        **left, **said, "FLASK_APP": "tracker.app", "PORT": str(port), "TRUSTED_PROXIES": "127.0.0.1", "LOG_LEVEL": "ERROR",
        "BASE_URL": f"http://localhost:{port}", "PYTHONPATH": str(Path(__file__).parent.parent),
        # Compiled once, as where it is installed: some machines forbid it.
        "PYTHONDONTWRITEBYTECODE": "",
    }  # fmt: skip
