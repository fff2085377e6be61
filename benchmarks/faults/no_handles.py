"""A house that may open few files, and more phones than that: `python -m benchmarks.faults.no_handles [ENGINE]`."""

import resource
import socket
import time

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, a_house
from benchmarks.faults.verdict import Verdict, tell

HANDLES, LINES, PEOPLE, CONNECTIONS = 256, 400, 300, 40
SECONDS = 10


def no_handles(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        few = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (HANDLES, HANDLES))}
        web = house.start("web", popen=few)
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port], seconds=200) as crowd:
            crowd.until(PEOPLE // 4)
            lines, cpu, log = [], web.cpu(), web.log.stat().st_size
            for _ in range(LINES):
                line = socket.socket()
                line.setblocking(False)
                line.connect_ex(("127.0.0.1", web.port))
                lines.append(line)
            time.sleep(SECONDS)
            verdict.must(web.lives(), "the house ended")
            verdict.say(
                f"{(web.cpu() - cpu) / SECONDS:.0%} of a core and {web.log.stat().st_size - log} bytes of log in {SECONDS} s"
            )
            verdict.must(web.log.stat().st_size - log < 1_000_000, "it fills the log with one and the same")
            for line in lines:
                line.close()
        crowd.judge(verdict)


if __name__ == "__main__":
    tell("out of file handles", ENGINES, no_handles)
