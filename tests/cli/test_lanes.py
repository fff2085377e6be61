"""A flood has a lane of its own: it waits for others, one at a time, and they never wait for all of it."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from queue import Queue
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests import world
from tests.answering import answering
from tracker.cli import lanes
from tracker.cli.lanes import PATIENT, Lanes, of_a_flood
from tracker.screenings import code as codes
from tracker.web.frame import floods
from tracker.web.frame.proxies import Trusted

LONG = 20.0


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # before anybody asks it


class Request:
    """Is served when it is let, and says when it begins."""

    def __init__(self, begun: "Queue[Request]", flood: bool = False, team: bool = False) -> None:
        self.begun, self.flood, self.team = begun, flood, team
        self.let, self.ended = threading.Event(), threading.Event()

    def service(self) -> None:
        self.begun.put(self)
        assert self.let.wait(LONG)
        self.ended.set()

    def cancel(self) -> None:
        self.ended.set()


class House:
    """Threads, and requests that come."""

    def __init__(self, threads: int, left: int = 0) -> None:
        self.begun = Queue[Request]()
        self.lanes = Lanes(threads, lambda task: task.flood, works=lambda task: task.team, left=left)
        self.came: list[Request] = []

    def comes(self, flood: bool = False, team: bool = False) -> Request:
        request = Request(self.begun, flood, team)
        self.came.append(request)
        self.lanes.add_task(request)
        return request

    def next(self) -> Request:
        return self.begun.get(timeout=LONG)

    def close(self) -> None:
        for each in self.came:
            each.let.set()
        self.lanes.shutdown()


@pytest.fixture
def house() -> Iterator[House]:
    opened = House(threads=4)
    yield opened
    opened.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood gives way as long as anybody else is being served."""
    monkeypatch.setattr(lanes, "GIVES_WAY", LONG)


def test_a_flood_is_served_by_one_thread_and_the_others_stay_free(house: House) -> None:
    first, second = house.comes(flood=True), house.comes(flood=True)
    assert house.next() is first
    visitors = [house.comes() for _ in range(3)]
    assert {house.next() for _ in visitors} == set(visitors), "three of four threads, though the flood came before"
    assert house.begun.empty(), "the second of the flood waits for the first"
    first.let.set()
    for visitor in visitors:
        visitor.let.set()
    assert house.next() is second


def test_a_flood_gives_way_to_whoever_is_being_served_and_goes_on_afterwards(house: House, patient: None) -> None:
    house.lanes.gives_way_until = float("inf")
    visitor = house.comes()
    assert house.next() is visitor
    first = house.comes(flood=True)
    first.let.set()
    another = house.comes()
    assert house.next() is another, "who came later, because the flood waits"
    visitor.let.set()
    assert visitor.ended.wait(LONG)
    assert house.begun.empty()
    another.let.set()
    assert house.next() is first


def test_the_team_and_everybody_take_turns_so_that_neither_waits_for_all_of_the_other() -> None:
    house = House(threads=1)
    busy = house.comes()
    assert house.next() is busy
    others, team = [house.comes() for _ in range(3)], [house.comes(team=True) for _ in range(3)]
    for each in house.came:
        each.let.set()
    assert [house.next() for _ in range(6)] == [team[0], others[0], team[1], others[1], team[2], others[2]]
    house.close()


def test_some_threads_are_left_for_the_team_however_many_sign_up() -> None:
    house = House(threads=4, left=2)
    others = [house.comes() for _ in range(5)]
    assert {house.next(), house.next()} == set(others[:2])
    team = [house.comes(team=True) for _ in range(3)]
    assert {house.next(), house.next()} == set(team[:2]) and house.begun.empty()
    others[0].let.set()
    assert house.next() is others[2], "the team had the turn before"
    for each in house.came:
        each.let.set()
    assert {house.next() for _ in range(3)} == {team[2], *others[3:]}
    house.close()


def test_a_flood_waits_a_hundredth_of_a_second_and_not_for_ever(house: House) -> None:
    visitor, first, second = house.comes(), house.comes(flood=True), house.comes(flood=True)
    first.let.set()
    served = {house.next() for _ in range(3)}
    assert served == {visitor, first, second}, "while the visitor is still being served"


def test_however_many_others_wait_a_flood_is_not_kept_for_ever() -> None:
    """Its connections would be kept with it, and there are a thousand for everybody."""
    house = House(threads=1)
    visitor = house.comes()
    assert house.next() is visitor
    others, first = [house.comes() for _ in range(3)], house.comes(flood=True)
    visitor.let.set()
    assert house.next() is first, "its hundredth of a second is over"
    first.let.set()
    assert house.next() is others[0], "and gives way again"
    house.close()


def test_beyond_so_many_the_flood_no_longer_waits_because_its_connections_would_be_everybodys(
    house: House, patient: None
) -> None:
    house.lanes.gives_way_until = float("inf")
    visitor = house.comes()
    assert house.next() is visitor
    for _ in range(PATIENT):
        house.comes(flood=True)
    assert house.begun.empty()
    house.comes(flood=True)
    assert house.next().flood


def test_how_long_each_has_waited_is_told_when_its_turn_comes() -> None:
    told, house = Queue[float](), House(threads=1)
    house.lanes.waited = told.put
    visitor = house.comes()
    assert house.next() is visitor and told.get(timeout=LONG) >= 0
    behind = house.comes(flood=True)
    assert told.empty() and [len(house.lanes.queue), len(house.lanes.flood)] == [0, 1]
    before = behind.houselights_came
    behind.houselights_came = before - 60
    visitor.let.set()
    assert house.next() is behind and told.get(timeout=LONG) >= 60
    house.close()


def test_what_breaks_off_ends_no_thread(house: House, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Request):
        def service(self) -> None:
            raise SystemExit

    for _ in range(8):
        house.lanes.add_task(Broken(house.begun))
    visitor = house.comes()
    assert house.next() is visitor


def test_at_the_end_whoever_waits_in_either_lane_is_told(house: House, patient: None) -> None:
    served = [house.comes() for _ in range(4)]
    assert {house.next() for _ in served} == set(served)
    waiting = [house.comes(), house.comes(flood=True)]
    house.lanes.set_thread_count(0)
    for each in served:
        each.let.set()
    house.lanes.shutdown(timeout=LONG)
    assert all(each.ended.is_set() for each in waiting) and house.begun.empty()


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    """The house, open in this process as `flask web` opens it."""
    seen: list[bool] = []
    app.extensions["seen"] = seen

    def presses(task: Any) -> bool:
        seen.append(of_a_flood(app, task))
        return seen[-1]

    with answering(app, _dispatcher=Lanes(2, presses)) as port:
        yield port


def test_a_signup_is_of_a_flood_once_its_network_is_faster_than_a_room_and_no_other_networks_is(
    app: Flask, port: int
) -> None:
    with app.app_context():
        door = f"/s/{codes.code_of(screening_id=world.one_screening().id)}"
    house = floods.of(app)
    for _ in range(floods.PACE + 1):
        house.just_now.came([house.networks.name("127.0.0.1")])
    answers = [
        asked(port, "POST", door),
        asked(port, "GET", door),
        asked(port, "POST", "/account/sign-in"),
        asked(port, "BREW", "/"),
    ]
    assert app.extensions["seen"] == [True, False, False, False]
    assert answers[1] == 200
    floods.forget(app)
    asked(port, "POST", door)
    assert not app.extensions["seen"][-1]


def asked(port: int, method: str, path: str) -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=LONG)
    try:
        line.request(
            method, path, urlencode({"name": "Quiet Heron"}), {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def test_whose_signup_it_is_is_read_as_the_house_reads_it(app: Flask) -> None:
    def heard(environ: Any, _start: Any) -> list[bytes]:
        return [environ["REMOTE_ADDR"].encode()]

    trusted = Trusted(heard, ["127.0.0.1"])
    for remote, forwarded in [
        ("127.0.0.1", "203.0.113.5"),
        ("127.0.0.1", "198.51.100.9, 203.0.113.5"),
        ("127.0.0.1", None),
        ("127.0.0.1", ""),
        ("203.0.113.7", "198.51.100.9"),
    ]:
        environ = {"REMOTE_ADDR": remote, "wsgi.url_scheme": "http"}
        if forwarded is not None:
            environ["HTTP_X_FORWARDED_FOR"] = forwarded
        (said,) = trusted(environ, lambda *_: None)
        assert trusted.address(remote, forwarded) == said.decode()
