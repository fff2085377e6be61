"""Every third hangs up before the answer and sends the form again: `python -m benchmarks.faults.swallowed [ENGINE]`."""

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, a_house
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS, DEAF = 900, 60, 3


def swallowed(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        web = house.start("web")
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port], deaf=DEAF) as crowd:
            pass
        crowd.judge(verdict)
        verdict.must(set(crowd.statuses) <= {303, 503}, "somebody was told something else")


if __name__ == "__main__":
    tell("answers swallowed", ENGINES, swallowed)
