"""The disk breaks in a burst: nobody may write; it is checked and mounted again: `python -m benchmarks.faults.read_only`.

An ext4 of its own in a file, told to abort. Afterwards the house is started on a disk that is mounted read-only.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.disks import Breaking
from benchmarks.faults.house import a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS, SECONDS = 400, 30, 6


def read_only(engine: str, verdict: Verdict) -> None:
    disks: list[Breaking] = []

    @contextmanager
    def breaking(path: Path) -> Iterator[None]:
        disks.append(Breaking(path))
        try:
            yield
        finally:
            disks[0].close()

    with a_house(engine, disk=breaking) as house:
        web = house.start("web")
        worker = house.start("worker")
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            crowd.until(PEOPLE // 4)
            disks[0].fail()
            time.sleep(SECONDS)
            verdict.must(web.lives() and worker.lives(), "a process of the house ended")
            verdict.must(any(status >= 500 for status in crowd.statuses), "everything went on: this shows nothing")
            web.end()
            worker.end()
            disks[0].mend()
            web = house.again(web)
        crowd.judge(verdict)
        web.kill()
        disks[0].mend()
        disks[0].close()
        disks[0].mount("loop,ro")
        refused = house.start("serve", opened=False)
        wait_until(lambda: not refused.lives(), "the house to refuse a disk that nobody may write to")
        said = [line for line in refused.log.read_text().splitlines() if line.startswith("Error:")]
        verdict.must(said, f"no sentence, but: {refused.log.read_text()[-600:]}")
        verdict.say(f"started on such a disk it says: {' '.join(said)}")


if __name__ == "__main__":
    tell("read-only disk", ["sqlite"], read_only)
