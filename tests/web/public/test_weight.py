"""What a phone on a crowded network has to fetch, and how far a thumb has to go: from the bytes really sent."""

import gzip
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, TestResponse

from tests.public_pages import PAGES
from tests.public_scene import Scene, on_stage
from tests.public_visitor import Visitor
from tests.server import Server
from tracker.store.db import db
from tracker.words import LANGUAGES

MOST_BYTES = 14 * 1024
# A report is opened at a desk, not in a crowd: it brings the looks of charts and tables with it.
MOST_OF_A_REPORT = 18 * 1024
# Nobody writes programs in a dark auditorium; every address and every field of the API stands there.
MOST_OF_THE_API = 24 * 1024
# From the top of the page to the lower edge of the button, in heights of a phone.
SCREENS, PHONE = 1.5, {"width": 360, "height": 740}
# Where else a page stands, or what it is as a calendar, no browser fetches with it.
LOADS = re.compile(r'<(?:link(?! rel="(?:alternate|canonical)")|script|img)\b[^>]*?(?:href|src)="([^"]+)"')

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with on_stage(app) as built:
        yield built


@pytest.fixture
def house(scene: Scene, engine_url: str, instance: Path, start_server: Callable[..., Server]) -> Server:
    """A server over the same database."""
    db.session.rollback()
    return start_server(alone=True, DATABASE_URL=engine_url, INSTANCE_PATH=str(instance))


@pytest.fixture
def forms(scene: Scene) -> list[str]:
    """The addresses of a room's form and of the event's."""
    return [f"/s/{scene.codes['room']}", f"/c/{scene.codes['campaign']}"]


@dataclass
class Caller(Visitor):
    """A visitor who comes over the network; `weight`: all bytes of the last answer, head and body."""

    port: int = 0
    weight: int = 0

    def fetch(self, path: str, method: str = "GET", data: Mapping[str, Any] | None = None) -> TestResponse:
        db.session.rollback()  # or the server would wait for what this process has read
        body = urlencode(data or {}, doseq=True).encode("ascii")
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip", "Connection: close"]
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"] if body else []
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode("ascii") + body)
            answer = b"".join(iter(lambda: line.recv(65_536), b""))
        self.weight = len(answer)
        head, _, content = answer.partition(b"\r\n\r\n")
        status, *told = head.decode("latin-1").split("\r\n")
        headers = Headers([(name, value) for name, _colon, value in (each.partition(": ") for each in told)])
        if headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return TestResponse([content], status.partition(" ")[2], headers, EnvironBuilder(path).get_request())

    def _open(
        self, path: str, method: str = "GET", data: Mapping[str, Any] | None = None, **_more: object
    ) -> TestResponse:
        path = path.partition("#")[0]
        spoken = path if "lang=" in path else f"{path}{'&' if '?' in path else '?'}lang={self.language}"
        return self.fetch(spoken, method, data)


def test_every_public_page_with_all_it_loads_is_under_fourteen_kilobytes(house: Server, scene: Scene) -> None:
    told, parts = [], {}
    for name, page in PAGES.items():
        if name.startswith("error-"):
            continue
        for language in LANGUAGES:
            caller = Caller(scene, language, house.port)
            answer = page.reach(caller)
            assert answer.status_code == page.status, (name, answer.status)
            weight, loads = caller.weight, sorted(set(LOADS.findall(answer.text)))
            assert any(".css" in each for each in loads), "a page without its look weighs nothing"
            for each in loads:
                if each not in parts:
                    caller.fetch(each)
                    parts[each] = caller.weight
            weight += sum(parts[each] for each in loads)
            most = MOST_OF_A_REPORT if name.startswith("report-") else MOST_BYTES
            most = MOST_OF_THE_API if name == "api-docs" else most
            told.append((weight, most, f"{weight:6,d} bytes  {language}  {name} and {len(loads)} more"))
    print("\n" + "\n".join(line for *_weights, line in sorted(told)))
    assert [line for weight, most, line in told if weight > most] == []


@pytest.mark.browser
def test_the_button_is_within_one_and_a_half_screens_of_a_phone(
    house: Server, forms: list[str], new_context: Any
) -> None:
    ends = {}
    for path in forms:
        for language in LANGUAGES:
            phone = new_context(viewport=PHONE).new_page()
            phone.goto(f"{house.base_url}{path}?lang={language}")
            box = phone.locator("#send").bounding_box()
            ends[language, path[:2]] = (box["y"] + box["height"]) / PHONE["height"]
    print({key: round(screens, 2) for key, screens in ends.items()})
    assert {key for key, screens in ends.items() if screens > SCREENS} == set()


@pytest.mark.browser
def test_the_first_paint_waits_for_no_script(house: Server, forms: list[str], new_context: Any) -> None:
    """The script's answer never comes; the form is there, and works."""
    phone = new_context(viewport=PHONE).new_page()
    phone.route("**/*.js", lambda _route: None)
    phone.goto(f"{house.base_url}{forms[0]}", wait_until="commit")
    phone.locator("#name").fill("Quiet Heron")
    phone.get_by_text("No, only count me").click()
    phone.locator("#send").click(no_wait_after=True)
    phone.wait_for_url("**/thanks/**", wait_until="commit")
