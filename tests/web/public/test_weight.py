"""What a phone on a crowded network has to fetch, and how far a thumb has to go: from the bytes really sent."""

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests import world
from tests.server import Server
from tests.web.public.test_signup import YES, token_in
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.words import LANGUAGES

MOST_BYTES = 14 * 1024
# From the top of the page to the lower edge of the button, in heights of a phone.
SCREENS, PHONE = 1.5, {"width": 360, "height": 740}
LOADS = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"')

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def pages(app: Flask) -> dict[str, str]:
    """Addresses of the pages that somebody opens in the auditorium, by name."""
    with app.app_context():
        here = world.one_screening()
        db.session.refresh(here)
        room = codes.code_of(screening_id=here.id)
        event = codes.code_of(campaign_id=db.session.get_one(Screening, here.id).campaign_id, source="screen")
    client = app.test_client()
    send = {**YES, "token": token_in(client.get(f"/c/{event}").text), "lang": "en"}
    thanks = client.post(f"/c/{event}", data=send).location.partition("?")[0]
    return {"a room's form": f"/s/{room}", "the event's form": f"/c/{event}", "thanks": thanks, "the first page": "/"}


@pytest.fixture
def house(pages, engine_url: str, instance: Path, start_server: Callable[..., Server]) -> Server:
    return start_server(DATABASE_URL=engine_url, INSTANCE_PATH=str(instance))


def fetched(house: Server, path: str) -> tuple[bytes, int]:
    """A body (still compressed) and all bytes of the answer, head and body."""
    ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", house.port)) as line:
        line.sendall(ask.encode("ascii"))
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], path
    return body, len(answer)


def test_every_page_of_the_auditorium_with_all_it_loads_is_under_fourteen_kilobytes(house: Server, pages) -> None:
    told = []
    for name, path in pages.items():
        for language in LANGUAGES:
            body, weight = fetched(house, f"{path}?lang={language}")
            loads = LOADS.findall(body.decode("utf-8"))
            assert any(".css" in each for each in loads), "a page without its look weighs nothing"
            weight += sum(fetched(house, each)[1] for each in loads)
            told.append((weight, f"{weight:6,d} bytes  {language}  {name} and {len(loads)} more"))
    print("\n" + "\n".join(line for _weight, line in told))
    assert [line for weight, line in told if weight > MOST_BYTES] == []


@pytest.mark.browser
def test_the_button_is_within_one_and_a_half_screens_of_a_phone(house: Server, pages, new_context) -> None:
    ends = {}
    for path in list(pages.values())[:2]:
        for language in LANGUAGES:
            phone = new_context(viewport=PHONE).new_page()
            phone.goto(f"{house.base_url}{path}?lang={language}")
            box = phone.locator("#send").bounding_box()
            ends[language, path[:2]] = (box["y"] + box["height"]) / PHONE["height"]
    print({key: round(screens, 2) for key, screens in ends.items()})
    assert {key for key, screens in ends.items() if screens > SCREENS} == set()


@pytest.mark.browser
def test_the_first_paint_waits_for_no_script(house: Server, pages, new_context) -> None:
    """The script's answer never comes; the form is there, and works."""
    phone = new_context(viewport=PHONE).new_page()
    phone.route("**/*.js", lambda _route: None)
    phone.goto(f"{house.base_url}{next(iter(pages.values()))}", wait_until="commit")
    phone.locator("#name").fill("Quiet Heron")
    phone.get_by_text("No, only count me").click()
    phone.locator("#send").click(no_wait_after=True)
    phone.wait_for_url("**/thanks/**", wait_until="commit")
