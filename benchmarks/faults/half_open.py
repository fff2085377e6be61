"""Hundreds of connections of which nothing more is heard, while a room signs up: `python -m benchmarks.faults.half_open`.

A third says nothing at all, a third stops in the middle of a request, a third asks and never reads.
"""

import socket
import time

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell

HALF_OPEN, PEOPLE, CONNECTIONS = 900, 300, 20
# Waitress looks every thirty seconds for lines that have been idle for thirty.
LET_GO = 75


def half_open(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        web = house.start("web")
        asks = f"GET /film/ HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n".encode()  # noqa: F541
        said = (b"", asks[:40], asks * 20)
        began, lines = time.monotonic(), list[socket.socket]()
        for number in range(HALF_OPEN):
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            line.connect(("127.0.0.1", web.port))
            line.sendall(said[number % 3])
            lines.append(line)
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            pass
        verdict.say(f"with {HALF_OPEN} half-open lines all were thanked within {time.monotonic() - began:.0f} s")
        crowd.judge(verdict)
        wait_until(lambda: web.open_lines() < 20, f"the house to let go of them within {LET_GO} s", LET_GO)
        verdict.say(f"all let go of after {time.monotonic() - began:.0f} s")
        for line in lines:
            line.close()


if __name__ == "__main__":
    tell("half-open connections", ["sqlite"], half_open)
