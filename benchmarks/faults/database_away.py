"""PostgreSQL is gone for a minute in a burst and comes back; then it is there and mute: `python -m benchmarks.faults.database_away`."""

import os
import signal
import time

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell
from tests import postgres
from tests.run import folder

PEOPLE, CONNECTIONS = 600, 40
AWAY, MUTE = 60, 25


def away(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        web, worker = house.start("web"), house.start("worker")
        # One that finds no database at its start ends with a sentence, and systemd starts it again; this one has begun.
        beat = "SELECT max(seen_at) FROM heartbeat WHERE kind = 'worker'"
        wait_until(lambda: house.asked(beat) != [(None,)], "the worker to begin")
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port], seconds=300) as crowd:
            crowd.until(PEOPLE // 4)
            postgres.stop(house.cluster)
            time.sleep(AWAY)
            told = web.answers()
            verdict.must(told == 503, f"/healthz says {told} while the database is away")
            postgres.resume(house.cluster)
            back = wait_until(lambda: web.answers() == 200, "the house to be well")
            before = len(crowd.thanked)
            back += wait_until(lambda: len(crowd.thanked) > before, "somebody to be thanked")
            verdict.say(f"away for {AWAY} s: thanked again {back:.1f} s after it came back")
            crowd.until(PEOPLE // 2)
            mute = _processes(house.cluster)
            for number in mute:
                os.kill(number, signal.SIGSTOP)
            before, statuses = len(crowd.thanked), crowd.statuses.copy()
            time.sleep(MUTE)
            verdict.must(crowd.statuses - statuses, f"while it was mute nobody was answered anything for {MUTE} s")
            verdict.say(f"mute for {MUTE} s: answered meanwhile {dict(crowd.statuses - statuses)}")
            for number in mute:
                os.kill(number, signal.SIGCONT)
        crowd.judge(verdict)
        for each in (web, worker):
            verdict.must(each.lives(), f"the {each.kind} ended: {each.log.read_text()[-1500:]}")
        beats = house.asked(beat)
        verdict.say(f"the worker went on after {wait_until(lambda: house.asked(beat) > beats, 'the worker', 60):.0f} s")


def _processes(cluster: "os.PathLike[str]") -> list[int]:
    """The postmaster and its children."""
    postmaster = int((folder() / cluster / "data" / "postmaster.pid").read_text().split()[0])
    with open(f"/proc/{postmaster}/task/{postmaster}/children") as children:  # noqa: PTH123
        return [postmaster, *map(int, children.read().split())]


if __name__ == "__main__":
    tell("database away", ["postgresql"], away)
