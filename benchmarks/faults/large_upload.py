"""Eight uploads of a gigabyte at once, to a form that anybody may send, while a room signs up: `python -m benchmarks.faults.large_upload`.

Half of them say how much they bring, half do not (chunked).
"""

import shutil
import socket
import tempfile
import threading
import time
from contextlib import suppress

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import Process, a_house
from benchmarks.faults.verdict import Verdict, tell

GIGABYTE, UPLOADS, PEOPLE, CONNECTIONS = 1_000_000_000, 8, 300, 20
PIECE = b"x" * 65_536


def large_upload(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        web, told, sent = house.start("web"), list[str](), list[int]()
        free, least = shutil.disk_usage(tempfile.gettempdir()).free, [1 << 60]
        senders = [
            threading.Thread(target=_send, args=(web, f"/s/{house.code}", number % 2 == 1, told, sent))
            for number in range(UPLOADS)
        ]
        for each in senders:
            each.start()
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            while crowd.goes_on():
                least[0] = min(least[0], shutil.disk_usage(tempfile.gettempdir()).free)
                time.sleep(0.05)
        for each in senders:
            each.join()
        crowd.judge(verdict)
        verdict.must(len(told) == UPLOADS and set(told) <= {"413", "gone"}, f"they were answered {told}")
        verdict.must(web.memory() < 400, "it was taken into memory")
        verdict.say(
            f"answered {sorted(told)} after {max(sent) / 1e6:.0f} MB at most; {web.memory()} MB of memory; "
            f"{max(0, free - least[0]) / 1e6:.0f} MB of the disk at most (of others too)"
        )


def _send(web: Process, path: str, chunked: bool, told: list[str], sent: list[int]) -> None:
    """On and on until it is told to stop."""
    with socket.create_connection(("127.0.0.1", web.port), 30) as line:
        said = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {GIGABYTE}"
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n{said}\r\n\r\n".encode())
        piece, done = (b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if chunked else PIECE), 0
        line.settimeout(20)
        answer = b""
        with suppress(OSError):
            while done < GIGABYTE:
                line.sendall(piece)
                done += len(PIECE)
        with suppress(OSError):
            answer = line.recv(100)
        told.append(answer.split()[1].decode() if answer else "gone")
        sent.append(done)


if __name__ == "__main__":
    tell("uploads of a gigabyte", ["sqlite"], large_upload)
