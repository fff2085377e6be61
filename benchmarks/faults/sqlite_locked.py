"""Somebody holds SQLite's write lock for longer than anybody waits for it: `python -m benchmarks.faults.sqlite_locked`."""

import sqlite3
import time
from contextlib import closing

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell
from tracker.store.engines import BUSY_SECONDS

PEOPLE, CONNECTIONS = 600, 60
LOCKED = BUSY_SECONDS + 10


def locked(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        web, worker = house.start("web"), house.start("worker")
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port], seconds=240) as crowd:
            crowd.until(PEOPLE // 4)
            with closing(
                sqlite3.connect(house.url.removeprefix("sqlite:///"), isolation_level=None, timeout=60)
            ) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(2)
                thanked, pages, until = len(crowd.thanked), list[float](), time.monotonic() + LOCKED
                while time.monotonic() < until:
                    began = time.monotonic()
                    verdict.must(web.answers(f"/s/{house.code}") == 200, "the form did not open while it was locked")
                    pages.append(time.monotonic() - began)
                    time.sleep(0.5)
                verdict.must(len(crowd.thanked) == thanked, "somebody was thanked while nobody could write")
                other.execute("ROLLBACK")
            verdict.say(
                f"locked for {LOCKED} s: the form opened within {max(pages):.1f} s; tries were answered {dict(crowd.statuses)}"
            )
            back = wait_until(lambda: len(crowd.thanked) > thanked, "somebody to be thanked")
            verdict.say(f"thanked again after {back:.1f} s")
            verdict.must(max(pages) < 10, "others waited for the lock as well")
        crowd.judge(verdict)
        verdict.must(web.lives() and worker.lives(), "a process of the house ended")


if __name__ == "__main__":
    tell("SQLite locked", ["sqlite"], locked)
