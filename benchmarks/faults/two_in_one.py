"""Two houses are started at the same moment on one empty folder: `python -m benchmarks.faults.two_in_one [ENGINE]`.

With another port each they share the work; at the same port the second says why it ends.
"""

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS = 600, 40


def two(engine: str, verdict: Verdict) -> None:
    with a_house(engine, furnished=False) as house:
        both = [house.start("serve", opened=False) for _ in range(2)]
        for each in both:
            wait_until(lambda: each.answers() or not each.lives(), "both to open")  # noqa: B023
        for each in both:
            verdict.must(each.lives(), f"one did not open: {each.log.read_text()[-1500:]}")
        if verdict.wrong:
            return
        administrators = sum("makes the administrator" in each.log.read_text() for each in both)
        verdict.say(f"{administrators} said the link that makes the administrator")
        house.furnish()
        third = house.start("serve", port=both[0].port, opened=False)
        wait_until(lambda: not third.lives(), "the one at a port that is taken to end")
        verdict.must("cannot be opened" in third.log.read_text(), f"it said {third.log.read_text()[-800:]}")
        verdict.must(both[0].answers() == 200, "the first did not outlive the one that wanted its port")
        with Crowd(house, PEOPLE, CONNECTIONS, [each.port for each in both]) as crowd:
            crowd.until(PEOPLE // 2)
            both[1].kill()
        crowd.judge(verdict)
        verdict.say("one of the two killed in the middle")


if __name__ == "__main__":
    tell("two in one folder", ENGINES, two)
