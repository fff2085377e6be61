"""Many who ask at once: so many connections, each taking the next request as soon as it is free."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from benchmarks import measuring
from benchmarks.serving import Server

FORM = "Content-Type: application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """`address`: whose it is, as a proxy would say. `head`: what else its head says."""

    method: str
    path: str
    body: str = ""
    address: str = "127.0.0.1"
    head: str = FORM


@dataclass
class Asked:
    """What one round was answered: how often, in how many milliseconds each, and the seconds and processor time of all.

    `kin_cpu`: how much of it the database took, where it has processes of its own.
    """

    answers: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    bodies: dict[int, str] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    kin_cpu: float = 0.0

    @property
    def each(self) -> float:
        """CPU milliseconds of the server for each."""
        return 1000 * self.cpu / len(self.took)

    @property
    def kin_each(self) -> float:
        return 1000 * self.kin_cpu / len(self.took)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took) / self.seconds

    def __str__(self) -> str:
        return (
            f"{self.rate:7.0f}/s  {self.each:6.2f} CPU-ms  "
            f"median {median(self.took):.0f} ms, p99 {measuring.most_waited(self.took):.0f} ms  {dict(self.answers)}"
        )


def together(server: Server, connections: int, requests: Sequence[Request], patience: float | None = None) -> Asked:
    """Everybody's, through so many connections; the pages of those who looked are kept by their place.

    `patience`: after so many seconds all of them give up; who was answered by then is told.
    """
    return asyncio.run(_together(server, connections, requests, patience))


async def _together(server: Server, connections: int, requests: Sequence[Request], patience: float | None) -> Asked:
    told, left = Asked(), list(enumerate(requests))[::-1]

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        while left:
            number, request = left.pop()
            sent = perf_counter()
            status, page, stays = await _answer(reader, writer, server.port, request)
            told.took.append(1000 * (perf_counter() - sent))
            told.answers[status] += 1
            if request.method == "GET":
                told.bodies[number] = page
            if not stays:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.close()

    used, kin, began = server.cpu(), server.kin_cpu(), perf_counter()
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await asyncio.gather(*(line() for _ in range(connections)))
    told.seconds, told.cpu, told.kin_cpu = perf_counter() - began, server.cpu() - used, server.kin_cpu() - kin
    return told


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, request: Request
) -> tuple[int, str, bool]:
    """Its status, its page, and whether the connection stays."""
    head = (
        f"{request.method} {request.path} HTTP/1.1\r\nHost: localhost:{port}\r\nX-Forwarded-For: {request.address}\r\n"
    )
    head += f"{request.head}\r\nContent-Length: {len(request.body)}\r\n\r\n"
    writer.write((head + request.body).encode())
    told = (await reader.readuntil(b"\r\n\r\n")).decode()
    lengths = [int(line.split(":")[1]) for line in told.splitlines() if line.lower().startswith("content-length")]
    page = await reader.readexactly(lengths[0] if lengths else 0)
    return int(told.split()[1]), page.decode("utf-8", "replace"), "connection: close" not in told.lower()
