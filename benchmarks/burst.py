"""The lights come up: a whole evening's hands in two minutes. A house of its own, asked over loopback as by a proxy it trusts.

usage: python -m benchmarks.burst [PEOPLE] [CONNECTIONS] [DATABASE_URL]

Everybody opens the form, then everybody sends it at once, through so many connections; one in twenty taps twice, one in twenty
is known already. Printed: answers a second and the server's CPU milliseconds for each, of the form, of sending it and of a bare
Flask "hello" on the same server; how long sending took; and whether every acknowledged signup is there once.
"""

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from tests import world
from tests.engines import build, close, migrate
from tests.web.public.test_signup import token_in
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.usecases.move_in import move_in

PEOPLE, CONNECTIONS, PORT = 2_000, 64, 8768
ROOM = 100  # people behind one router
TWICE = KNOWN = 20  # one in so many
TICK = os.sysconf("SC_CLK_TCK")
HELLO = """
import sys, waitress, flask
from tracker.cli.web import OPTIONS, THREADS
app = flask.Flask("hello")
app.add_url_rule("/", view_func=lambda: "hello", methods=["GET", "POST"])
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS, **OPTIONS)
"""


@dataclass
class Asked:
    """What one round was answered."""

    answers: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    bodies: dict[int, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0

    def __str__(self) -> str:
        n = len(self.took)
        p99 = statistics.quantiles(self.took, n=100)[-1]
        return (
            f"{n / self.seconds:7.0f}/s  {1000 * self.cpu / n:6.2f} CPU-ms  "
            f"median {statistics.median(self.took):.0f} ms, p99 {p99:.0f} ms  {dict(self.answers)}"
        )


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    connections = int(sys.argv[2]) if len(sys.argv) > 2 else CONNECTIONS
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[3] if len(sys.argv) > 3 else f"sqlite:///{folder}/houselights.db"
        code = _world(url, Path(folder), people)
        environ = {
            **os.environ, "FLASK_APP": "tracker.app", "INSTANCE_PATH": folder, "DATABASE_URL": url, "PORT": str(PORT),
            "TRUSTED_PROXIES": "127.0.0.1", "LOG_LEVEL": "warning", "KEY_RING": f"{folder}/key-ring.json",
        }  # fmt: skip
        hello = _running([sys.executable, "-c", HELLO, str(PORT)], dict(os.environ))
        floor = asyncio.run(_round(hello.pid, connections, [("GET", "/", "", "")] * people))
        _end(hello)
        web = _running([sys.executable, "-m", "flask", "web"], environ)
        try:
            path = f"/s/{code}"
            forms = asyncio.run(_round(web.pid, connections, [("GET", path, "", _address(n)) for n in range(people)]))
            sent = [_form(forms.bodies[n], n) for n in range(people)]
            posts = [("POST", path, form, _address(n)) for n, form in enumerate(sent)]
            posts = [each for n, post in enumerate(posts) for each in [post] * (2 if n % TWICE == 7 else 1)]
            signups = asyncio.run(_round(web.pid, connections, posts))
        finally:
            memory = _end(web)
        print(f"{url.partition(':')[0]}, {people} people, {connections} connections")
        for name, told in (("hello", floor), ("form", forms), ("signup", signups)):
            print(f"{name:7}{told}  / hello {floor.cpu / len(floor.took) / (told.cpu / len(told.took)):.2f}")
        print(f"memory {memory} MB; there once: {_there(url, Path(folder))} of {people}")


def _world(url: str, instance: Path, people: int) -> str:
    migrate(url, instance)
    app = build(url, instance)
    with app.app_context():
        move_in()
        earlier, here = world.one_screening(), world.one_screening()
        code, before = str(codes.code_of(screening_id=here.id)), str(codes.code_of(screening_id=earlier.id))
    client = app.test_client()
    for n in range(0, people, KNOWN):
        token = token_in(client.get(f"/s/{before}").text)
        app.extensions["houselights_floods"] = type(app.extensions["houselights_floods"])()
        client.post(f"/s/{before}", data=_fields(token, n))
    close(app)
    return code


def _fields(token: str, number: int) -> dict[str, str]:
    return {
        "name": f"Guest {number}",
        "email": f"guest{number}@example.org",
        "consent": "yes",
        "token": token,
        "lang": "en",
    }


def _form(page: str, number: int) -> str:
    return urlencode(_fields(token_in(page), number))


def _address(number: int) -> str:
    room = number // ROOM
    return f"198.18.{room // 250}.{room % 250 + 1}"


def _running(command: Sequence[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    for _ in range(600):
        try:
            asyncio.run(_once("GET", "/healthz"))
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise SystemExit("the house did not open")


def _end(process: subprocess.Popen[bytes]) -> int:
    """End it; the most memory that it had, in MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    peak = next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
    process.send_signal(signal.SIGTERM)
    process.wait()
    return peak


def _cpu(pid: int) -> float:
    """Seconds that the process has used."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICK


async def _once(method: str, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    await _ask(reader, writer, method, path, "", "127.0.0.1")
    writer.close()


async def _round(pid: int, connections: int, requests: Sequence[tuple[str, str, str, str]]) -> Asked:
    """All of them, each as soon as a connection is free."""
    told, left, cpu, began = Asked(), list(enumerate(requests))[::-1], _cpu(pid), time.perf_counter()

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        while left:
            number, (method, path, body, address) = left.pop()
            sent = time.perf_counter()
            status, page = await _ask(reader, writer, method, path, body, address)
            told.took.append(1000 * (time.perf_counter() - sent))
            told.answers[status] += 1
            if method == "GET":
                told.bodies[number] = page
        writer.close()

    lines: list[Callable[[], Awaitable[None]]] = [line] * connections
    await asyncio.gather(*(each() for each in lines))
    told.seconds, told.cpu = time.perf_counter() - began, _cpu(pid) - cpu
    return told


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, method: str, path: str, body: str, address: str
) -> tuple[int, str]:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost:{PORT}\r\nX-Forwarded-For: {address}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write((head + body).encode())
    told = (await reader.readuntil(b"\r\n\r\n")).decode()
    status = int(told.split()[1])
    length = next(
        (int(line.split(":")[1]) for line in told.splitlines() if line.lower().startswith("content-length")), 0
    )
    return status, (await reader.readexactly(length)).decode()


def _there(url: str, instance: Path) -> int:
    """Signups of the people who sent the form, each counted once: by their submissions at the second screening."""
    app = build(url, instance)
    with app.app_context():
        counts = db.session.execute(select(func.count()).select_from(Signup).group_by(Signup.screening_id)).scalars()
        return max(counts)


if __name__ == "__main__":
    main()
