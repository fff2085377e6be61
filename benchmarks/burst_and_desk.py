"""A burst of signups while the desk is in use, and the same with kill -9 in the middle, on both engines.

usage: python -m benchmarks.burst_and_desk [PEOPLE] [CONNECTIONS] [ENGINE]

5,000 people by 200 connections: everybody opens the form, sends it, and sends it again until thanked, as the page's script does.
Meanwhile somebody opens Today, the allies, the film screenings and Home in turn, a moment after the last page came. The crowd is
a program of its own on the same cores as the house and its database, to which it gives way (nice 10). Ends with 1 when somebody
who was thanked is missing or there twice, when anything was answered 5xx without a kill, or when desk pages took 300 ms (p95).
"""

import multiprocessing
import os
import statistics
import sys
import threading
import time
from http.client import HTTPConnection
from multiprocessing.connection import Connection

from benchmarks.faults.crowd import Crowd
from benchmarks.faults.house import ENGINES, House, a_house, wait_until
from benchmarks.faults.verdict import Verdict, tell

PEOPLE, CONNECTIONS = 5_000, 200
PAGES = ("/desk/", "/desk/allies/", "/desk/screenings/", "/desk/home/")
PAUSE, GATE, ALONE = 0.3, 300, 24


def burst_and_desk(engine: str, verdict: Verdict) -> None:
    people, connections = _asked(1, PEOPLE), _asked(2, CONNECTIONS)
    for killed in (False, True):
        with a_house(engine) as house:
            web, worker = house.start("web", LOG_LEVEL="WARNING"), house.start("worker", LOG_LEVEL="WARNING")
            name = "killed: " if killed else ""
            alone = _looked(house, web.port, ALONE)
            cpu, began, load = web.cpu(), time.monotonic(), os.getloadavg()[0]
            mine, theirs = multiprocessing.get_context("fork").Pipe()
            crowd = Crowd(house, people, connections, [web.port], seconds=400)
            sending = multiprocessing.get_context("fork").Process(target=_send, args=(crowd, theirs))
            sending.start()
            looks, over = list[tuple[float, int]](), threading.Event()
            desk = threading.Thread(target=_look_on, args=(house, web.port, looks, over))
            desk.start()
            if killed:
                for part in (1, 2):
                    wait_until(lambda: _there(house) >= people * part // 3, "the middle of it", 300)  # noqa: B023
                    web.kill()
                    worker.kill()
                    web, worker, cpu = house.again(web, LOG_LEVEL="WARNING"), house.again(worker), 0.0
            crowd.thanked, crowd.submissions, crowd.statuses, crowd.broken, crowd.wordless, crowd.took = mine.recv()
            took = time.monotonic() - began
            over.set()
            sending.join()
            desk.join()
            crowd.judge(verdict)
            pages = [milliseconds for milliseconds, status in looks if status == 200]
            verdict.say(
                f"{name}{took:.0f} s, {people / took:.0f} people/s, {1000 * (web.cpu() - cpu) / people:.1f} CPU-ms of the server for each; "
                f"a form {_said([1000 * each for each in crowd.took])}; desk alone {_said([each for each, _ in alone])}, "
                f"meanwhile {_said(pages)} ({len(pages)} pages); load before {load:.1f}; {web.memory()} MB"
            )
            if not killed:
                wrong = [
                    status
                    for status in (*crowd.statuses, *(status for _, status in looks))
                    if status >= 500 or not status
                ]
                verdict.must(not wrong and not crowd.broken, f"answered {wrong}, {crowd.broken} lines broke")
            verdict.must(statistics.quantiles(pages, n=20)[-1] < GATE, f"{name}desk pages beyond {GATE} ms")


def _asked(place: int, usual: int) -> int:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    return numbers[place - 1] if len(numbers) >= place else usual


def _send(crowd: Crowd, back: Connection) -> None:
    # Phones are on nobody's cores: where they stand in for them, they let the house and its database go first.
    os.nice(10)
    with crowd:
        pass
    back.send((crowd.thanked, crowd.submissions, crowd.statuses, crowd.broken, crowd.wordless, crowd.took))


def _there(house: House) -> int:
    return int(house.asked("SELECT count(*) FROM signup")[0][0])


def _look_on(house: House, port: int, looks: list[tuple[float, int]], over: threading.Event) -> None:
    number = 0
    while not over.wait(PAUSE):
        looks.append(_look(house, port, PAGES[number % len(PAGES)]))
        number += 1


def _looked(house: House, port: int, times: int) -> list[tuple[float, int]]:
    for page in PAGES:
        _look(house, port, page)  # the first time its template is read
    return [_look(house, port, PAGES[number % len(PAGES)]) for number in range(times)]


def _look(house: House, port: int, page: str) -> tuple[float, int]:
    """Milliseconds and the status; 0 where nobody answers."""
    began = time.perf_counter()
    try:
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", page, headers={"Cookie": house.cookie, "X-Forwarded-For": "198.51.100.1"})
        answer = line.getresponse()
        answer.read()
        line.close()
    except OSError:
        return 1000 * (time.perf_counter() - began), 0
    return 1000 * (time.perf_counter() - began), answer.status


def _said(took: list[float]) -> str:
    many = statistics.quantiles(took, n=100)
    return f"p50 {many[49]:.0f} ms, p95 {many[94]:.0f}, max {max(took):.0f}"


if __name__ == "__main__":
    tell("burst and desk", ENGINES, burst_and_desk)
