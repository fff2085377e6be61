"""Three web processes and two workers on one database; one of each killed in the burst: `python -m benchmarks.faults.several [ENGINE]`."""

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, a_house
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS, WEBS = 1_500, 90, 3


def several(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        webs = [house.start("web") for _ in range(WEBS)]
        workers = [house.start("worker") for _ in range(2)]
        with Crowd(house, PEOPLE, CONNECTIONS, [each.port for each in webs], spread=True) as crowd:
            crowd.until(PEOPLE // 2)
            webs[0].kill()
            workers[0].kill()
        crowd.judge(verdict)
        took = sorted(crowd.took)
        verdict.say(f"a form took {took[len(took) // 2]:.2f} s, p99 {took[len(took) * 99 // 100]:.2f} s")
        twice = "SELECT count(*) FROM (SELECT 1 FROM follow_up GROUP BY ally_id, step_id HAVING count(*) > 1) AS more"
        verdict.must(house.asked(twice) == [(0,)], "a follow-up is there twice")


if __name__ == "__main__":
    tell("several processes on one database", ENGINES, several)
