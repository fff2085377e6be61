"""The clock jumps on, back and right again in a burst: `python -m benchmarks.faults.clock_jumps [ENGINE]`."""

import sys
from typing import Any

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, a_house
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS = 1_000, 40
# Seconds ahead, one after the other: an hour on, two seconds back from there, half a day back, right again.
JUMPS = (3_600, 3_598, -43_200, 0)


def jumps(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        ahead = house.folder / "ahead"
        ahead.write_text("0")
        moved: dict[str, Any] = {
            "command": [sys.executable, "-m", "benchmarks.faults.moved_clock"],
            "CLOCK_AHEAD": str(ahead),
        }
        web, worker = house.start("web", **moved), house.start("worker", **moved)
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            for number, jump in enumerate(JUMPS, 1):
                crowd.until(PEOPLE * number // (len(JUMPS) + 1))
                (house.folder / "new").write_text(str(jump))
                (house.folder / "new").replace(ahead)
        crowd.judge(verdict)
        verdict.must(web.lives() and worker.lives(), "a process of the house ended")
        verdict.must(not crowd.given_back, "whoever had the form open when the clock went back had to send it twice")


if __name__ == "__main__":
    tell("clock jumps", ENGINES, jumps)
