"""Two servers behind nginx on one database, one of them killed in the burst: `python -m benchmarks.faults.behind_nginx [ENGINE]`.

nginx runs with deploy/nginx.conf, over TLS, on loopback. It asks the other when one does not answer: people notice nothing.
"""

import shutil
import time

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, a_house, wait_until
from benchmarks.faults.verdict import NotHere, Verdict, tell
from tests.front import NAME, nginx
from tests.run import folder

PEOPLE, CONNECTIONS, KILLS = 1_800, 60, 3
# Seconds for which nginx asks one no more that has failed: while the other dies, there would be nobody.
FAIL_TIMEOUT = 5


def behind_nginx(engine: str, verdict: Verdict) -> None:
    if shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") is None:
        raise NotHere("nginx is not installed")
    with a_house(engine) as house:
        webs = [house.start("web", BASE_URL=f"https://{NAME}") for _ in range(2)]
        place = folder() / "nginx"
        place.mkdir(mode=0o755)
        with nginx(place, *(each.port for each in webs)) as front:
            with Crowd(house, PEOPLE, CONNECTIONS, [front.port], tls=front.tls, host=NAME) as crowd:
                for kill in range(1, KILLS + 1):
                    crowd.until(PEOPLE * kill // (KILLS + 1))
                    gone = webs.pop(0)
                    gone.kill()
                    webs.append(house.again(gone, opened=False, BASE_URL=f"https://{NAME}"))
                    wait_until(lambda: webs[-1].answers() == 200, "the killed one to be back")
                    time.sleep(FAIL_TIMEOUT + 1)
            crowd.judge(verdict)
            strange = {status: many for status, many in crowd.statuses.items() if status != 303}
            verdict.must(not strange and not crowd.broken, f"somebody noticed: {strange}, {crowd.broken} lines broke")
            verdict.say(f"one of the two killed {KILLS} times")


if __name__ == "__main__":
    tell("two behind nginx", reversed(ENGINES), behind_nginx)
