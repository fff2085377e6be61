"""The disk under the database runs full in a burst, and has room again later: `python -m benchmarks.faults.disk_full [ENGINE]`.

A tmpfs with the SQLite file or with PostgreSQL's whole cluster on it; something else fills it up to the last byte.
"""

import time
from contextlib import suppress
from pathlib import Path

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.disks import small
from benchmarks.faults.house import ENGINES, House, a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell
from tests import postgres

PEOPLE, CONNECTIONS, SECONDS = 600, 40, 8
MEGABYTES = {"sqlite": 48, "postgresql": 240}


def disk_full(engine: str, verdict: Verdict) -> None:
    with a_house(engine, disk=lambda path: small(path, MEGABYTES[engine])) as house:
        web = house.start("web")
        worker = house.start("worker")
        filler = (house.cluster.parent if engine == "postgresql" else house.folder.parent) / "somebody-elses"
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            crowd.until(PEOPLE // 4)
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                _fill(filler)
                time.sleep(0.05)
            verdict.must(web.lives() and worker.lives(), "a process of the house ended")
            refused = sum(many for status, many in crowd.statuses.items() if status >= 500)
            verdict.must(refused or crowd.broken, "the disk was never full: this shows nothing")
            filler.unlink()
            _bring_back(house, verdict)
            back = wait_until(lambda: web.answers() == 200, "the house to be well")
            before = len(crowd.thanked)
            back += wait_until(lambda: len(crowd.thanked) > before or not crowd.goes_on(), "somebody to be thanked")
            verdict.say(f"thanked again {back:.1f} s after there was room")
        crowd.judge(verdict)
        beats = house.asked("SELECT max(seen_at) FROM heartbeat WHERE kind = 'worker'")
        wait_until(
            lambda: house.asked("SELECT max(seen_at) FROM heartbeat WHERE kind = 'worker'") > beats,
            "the worker to go on",
            60,
        )


def _fill(path: Path) -> None:
    """The largest pieces first, then whatever fits."""
    with suppress(OSError), path.open("ab", buffering=0) as file:
        for size in (1_000_000, 4_096):
            with suppress(OSError):
                while file.write(b"\0" * size) == size:
                    pass


def _bring_back(house: House, verdict: Verdict) -> None:
    """PostgreSQL may have given up when it could not write its log; its own unit starts it again."""
    if house.engine == "postgresql":
        try:
            postgres.connect(house.cluster, "house").close()
        except Exception:  # noqa: BLE001 (whatever it says: it does not serve)
            verdict.say("PostgreSQL had stopped itself, started again as its unit does")
            postgres.resume(house.cluster)


if __name__ == "__main__":
    tell("disk full", ENGINES, disk_full)
