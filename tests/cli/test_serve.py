"""`flask serve`: web server and worker start together and end without leaving anybody behind."""

import os
import signal
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.forked import ran
from tests.server import Server, wait_until


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_and_leaves_no_process(start_server: Callable[..., Server], number: int):
    server = start_server("--no-demo", anew=number == signal.SIGTERM)
    assert server.base_url in server.output()
    wait_until(lambda: len(server.members()) >= 3, "the server, the web and the worker")
    wait_until(lambda: {kind for kind, _ in living(server)} == {"web", "worker"}, "both to say that they live")
    assert {kind: pid in server.members() for kind, pid in living(server)} == {"web": True, "worker": True}
    assert server.stop(number) == 0
    assert living(server) == [], "nobody need wait for who has ended"
    assert server.members() == []
    assert "Traceback" not in server.output()


def test_when_the_web_server_dies_the_worker_is_ended(start_server: Callable[..., Server]):
    server = start_server("--no-demo")
    os.kill(child(server, "web"), signal.SIGKILL)
    assert server.process.wait(timeout=60) != 0
    assert server.members() == []
    assert "web server ended" in server.output()


def test_when_the_worker_dies_the_web_server_is_ended(start_server: Callable[..., Server]):
    server = start_server("--no-demo")
    os.kill(child(server, "worker"), signal.SIGKILL)
    assert server.process.wait(timeout=60) != 0
    assert server.members() == []


def test_a_taken_port_is_said_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {
            **os.environ,
            "FLASK_APP": "tracker.app",
            "PORT": port,
            "INSTANCE_PATH": str(tmp_path),
            "HOST": "127.0.0.1",
        }
        result = ran("flask", "web", environ=environment)
    said = result.stderr.decode()
    assert result.returncode == 1
    assert f"127.0.0.1:{port} cannot be opened" in said
    assert "Traceback" not in said


def living(server: Server) -> list[tuple[str, int]]:
    """Kind and number of each process that says that it lives."""
    with closing(sqlite3.connect(server.log.parent / "instance" / "houselights.db")) as database:
        return database.execute("SELECT kind, pid FROM heartbeat").fetchall()


def child(server: Server, kind: str) -> int:
    wait_until(lambda: kind in dict(living(server)), f"the {kind} to say that it lives")
    return dict(living(server))[kind]
