"""Two hundred phones send their form a few letters at a time, straight to the house, while a room signs up:
`python -m benchmarks.faults.slow_phones`. (With nginx before it they wait there: tests/deploy/test_front.py.)
"""

import asyncio
import threading
import time
from urllib.parse import urlencode

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import House, a_house
from benchmarks.faults.verdict import Verdict, tell
from tests.web.public.test_signup import token_in

SLOW, PEOPLE, CONNECTIONS = 200, 400, 40
# Letters, and seconds until the next.
BITE, PAUSE = 12, 0.5


def slow_phones(engine: str, verdict: Verdict) -> None:
    with a_house(engine) as house:
        web, told = house.start("web"), list[str]()
        slow = threading.Thread(target=lambda: told.extend(asyncio.run(_all(house, web.port))))
        slow.start()
        with Crowd(house, PEOPLE, CONNECTIONS, [web.port]) as crowd:
            pass
        verdict.must(slow.is_alive(), "the slow ones were through before: this shows nothing")
        took = sorted(crowd.took)
        slow.join()
        rows = house.asked("SELECT count(*) FROM signup WHERE submission NOT IN ('')")[0][0]
        verdict.must(told.count("303") == SLOW, f"slow phones were answered {sorted(set(told))}")
        verdict.must(rows == SLOW + PEOPLE, f"{rows} signups are there")
        verdict.say(
            f"a room's form took {took[len(took) // 2]:.2f} s (p99 {took[len(took) * 99 // 100]:.2f}) meanwhile; {SLOW} slow ones thanked"
        )
        crowd.judge(verdict)


async def _all(house: House, port: int) -> list[str]:
    return await asyncio.gather(*(_one(house, port, number) for number in range(SLOW)))


async def _one(house: House, port: int, number: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"Host: localhost\r\nX-Forwarded-For: 198.19.0.{number % 250}\r\n"
    writer.write(f"GET /s/{house.code} HTTP/1.1\r\n{head}\r\n".encode())
    top = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in top.lower().splitlines() if line.startswith(b"content-length"))
    token = token_in((await reader.readexactly(length)).decode())
    said = {"name": f"Slow {number}", "email": f"slow{number}@example.org", "consent": "yes", "token": token}
    form = urlencode(said)
    sent = f"POST /s/{house.code} HTTP/1.1\r\n{head}Content-Type: application/x-www-form-urlencoded\r\n"
    sent += f"Content-Length: {len(form)}\r\n\r\n{form}"
    ends = time.monotonic() + 120
    while sent and time.monotonic() < ends:
        writer.write(sent[:BITE].encode())
        sent = sent[BITE:]
        await asyncio.sleep(PAUSE)
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
    writer.close()
    return answer.split()[1].decode()


if __name__ == "__main__":
    tell("200 slow phones", ["sqlite"], slow_phones)
