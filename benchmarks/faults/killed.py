"""kill -9 of the web server and of the worker in the middle of a burst, again and again: `python -m benchmarks.faults.killed [ENGINE]`."""

import random

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS, KILLS, SEED = 1_500, 60, 4, 20231024


def killed(engine: str, verdict: Verdict) -> None:
    dice = random.Random(SEED)  # noqa: S311 (the same each time is what is wanted)
    with a_house(engine) as house:
        web, worker, closed = house.start("web"), house.start("worker"), []
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            for kill in range(1, KILLS + 1):
                crowd.until(PEOPLE * kill // (KILLS + 1) + dice.randint(0, 60))
                web.kill()
                worker.kill()
                web, worker = house.again(web, opened=False), house.again(worker)
                closed.append(wait_until(lambda: web.answers() == 200, "the house to open again"))  # noqa: B023
        crowd.judge(verdict)
        verdict.say(f"killed {KILLS} times, open again after {max(closed):.1f} s at most")
        planned = "SELECT count(*) FROM ally WHERE id NOT IN (SELECT ally_id FROM follow_up)"
        verdict.must(house.asked(planned) == [(0,)], "somebody has no follow-up")


if __name__ == "__main__":
    tell("kill -9 of web server and worker", ENGINES, killed)
