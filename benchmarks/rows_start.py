"""Rows of the table about the process itself: how long it takes until somebody is answered, and what it holds after all of it."""

import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter

from benchmarks import measuring, serving
from benchmarks.openings import fresh
from benchmarks.serving import Server
from benchmarks.table import Goal, Row

START, MEMORY = Goal(2.0, 2.0), Goal(250, 150)


def started(port: int, times: int) -> Iterator[Row]:
    """Of a house that has its tables: web server and worker by `flask serve`, and the web server alone."""
    with fresh() as app:
        environ = serving.settings_of(app, port)
        floor = median(_took([sys.executable, "-c", serving.HELLO, str(port)], port, {})[0] for _ in range(times))
        for name, command in (("start: flask serve to the first answer", "serve"), ("start: flask web alone", "web")):
            took = [_took([sys.executable, "-m", "flask", command], port, environ) for _ in range(times)]
            wall, cpu = (median(each) for each in zip(*took, strict=True))
            yield Row(name, wall, "s", floor, "Flask hello", START, beside=f"{cpu:.2f} CPU-s")


def _took(command: list[str], port: int, environ: dict[str, str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor, of the command and of what it started."""
    began = perf_counter()
    with serving.running(command, port, environ) as server:
        return perf_counter() - began, measuring.family_cpu(server.pid)


def held(web: Server) -> Iterator[Row]:
    """What the server of the whole run holds, now and at most."""
    most = measuring.memory(web.pid, "VmHWM")
    yield Row(
        "memory of the web server after all this",
        measuring.memory(web.pid),
        "MB",
        goal=MEMORY,
        beside=f"at most {most:.0f} MB",
    )
