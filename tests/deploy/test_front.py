"""The TLS fronts of deploy/ before a real house, on loopback: what comes through, what stays out, what nobody writes down.

Where nginx or Caddy is not installed these are skipped: no machine needs them for the rest.
"""

import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.answering import answering
from tests.engines import build, close, sqlite_house
from tests.front import FRONTS, NAME, Answer, Front, nginx, program
from tests.public_visitor import hidden_in
from tests.server import wait_until
from tests.world import one_screening
from tracker.cli import web
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.web.frame import floods

PAGES = ("/", "/privacy", "/account/sign-in", "/stop/x", "/healthz", "/nothing")
# Written by whoever carries it, about the line and not the page.
OF_THE_LINE = {"date", "server", "connection", "content-length", "via", "alt-svc", "set-cookie"}
PHONES = 200


@dataclass
class Stage:
    """A house whose BASE_URL is https, the front before it, and the code of a film screening."""

    app: Flask
    house: int
    front: Front
    code: str
    sockets: dict[int, Any]

    def connections(self) -> int:
        return web.connections(self.sockets)

    def sign_up(self, **headers: str) -> Answer:
        """Somebody opens the form by the front and sends it."""
        door = f"/s/{self.code}"

        class Page:
            text = self.front.ask(door, Accept_Encoding="identity").body.decode()

        form = {**hidden_in(Page), "name": "Quillfeather", "email": "quillfeather@example.org", "consent": "yes"}
        told = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}", **headers}
        return self.front.ask(door, "POST", urlencode(form).encode(), **told)


@pytest.fixture(scope="module", params=sorted(FRONTS))
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    program(request.param)
    folder = tmp_path_factory.mktemp(request.param)
    told: dict[str, Any] = {"BASE_URL": f"https://{NAME}", "TRUSTED_PROXIES": ["127.0.0.1"]}
    app = build(sqlite_house(folder / "house", lived_in=True), folder / "house", **told)
    with app.app_context():
        code = str(codes.code_of(screening_id=one_screening().id))
        db.session.remove()
    sockets: dict[int, Any] = {}
    options = {**web.OPTIONS, "threads": 2, "map": sockets}
    with answering(app, **options) as house, FRONTS[request.param](folder, house) as front:
        yield Stage(app, house, front, code, sockets)
    close(app)


def test_the_house_counts_whoever_asks_by_their_own_address_whatever_they_say_of_it(stage: Stage) -> None:
    seen = floods.of(stage.app)
    for forged in ({}, {"X_Forwarded_For": "203.0.113.9"}, {"X_Forwarded_For": "203.0.113.9, 127.0.0.1"}):
        assert stage.front.ask("/privacy", source="127.0.0.2", **forged).status == 200
    come = {
        who: seen.lately[floods.ANY_PAGE.what].lately(seen.networks.name(who)) for who in ("127.0.0.2", "203.0.113.9")
    }
    assert come == {"127.0.0.2": 3, "203.0.113.9": 0}


def test_somebody_signs_up_through_it_and_is_led_on_by_https(stage: Stage) -> None:
    answer = stage.sign_up()
    assert answer.status == 303 and answer.headers["location"].startswith("/thanks/")
    assert stage.front.ask(answer.headers["location"]).status == 200
    with stage.app.app_context():
        assert db.session.query(Signup).count() == 1
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    signed_in = stage.front.ask("/account/sign-in").headers["set-cookie"]
    assert signed_in.startswith("__Host-") and "Secure" in signed_in


def test_a_form_that_another_site_sends_is_refused_through_it_too(stage: Stage) -> None:
    assert stage.sign_up(Origin="https://elsewhere.example").status == 403


def test_what_the_house_says_of_its_pages_comes_through_as_it_was_said(stage: Stage) -> None:
    client = stage.app.test_client()
    for path in PAGES:
        plain, through = client.get(path, base_url=f"https://{NAME}"), stage.front.ask(path, Accept_Encoding="identity")
        assert through.status == plain.status_code, path
        said = {name.lower(): value for name, value in plain.headers if name.lower() not in OF_THE_LINE}
        assert {name: through.headers.get(name) for name in said} == said, path
        assert set(through.headers) - set(said) <= OF_THE_LINE | {"transfer-encoding"}, path


def test_pages_behind_a_sign_in_are_not_compressed_on_the_way_and_supporters_pages_are(stage: Stage) -> None:
    assert "content-encoding" not in stage.front.ask("/account/sign-in", Accept_Encoding="gzip, br, zstd").headers
    assert stage.front.ask("/privacy", Accept_Encoding="gzip").headers["content-encoding"] == "gzip"


def test_what_is_too_large_is_stopped_at_the_front_and_what_is_only_too_much_by_the_house(stage: Stage) -> None:
    asked: list[str] = []
    stage.app.before_request_funcs.setdefault(None, []).insert(0, lambda: asked.append("asked"))
    line = stage.front.line()
    line.putrequest("POST", f"/s/{stage.code}", skip_host=True)
    for name, value in (("Host", NAME), ("Content-Length", str(40_000_000)), ("Content-Type", "text/plain")):
        line.putheader(name, value)
    line.endheaders()
    if stage.front.folder.name.startswith("nginx"):
        # Told by its length alone, before a byte of it has come.
        assert line.getresponse().status == 413 and not asked
    line.close()
    told = {"Content_Type": "application/x-www-form-urlencoded"}
    answer = stage.front.ask("/account/forgot", "POST", b"email=" + b"x" * 1_200_000, **told)
    assert answer.status == 413 and b"Send less, or in parts" in answer.body


def test_nobody_outside_finds_the_measures_not_even_by_the_token(stage: Stage) -> None:
    stage.app.config["METRICS_TOKEN"] = token = "a-token-of-twenty-two-and-more"
    shown = {"Authorization": f"Bearer {token}"}
    assert stage.app.test_client().get("/metrics", headers=shown).status_code == 200
    for path in ("/metrics", "/metrics?x", "//metrics", "/%6detrics"):
        answer = stage.front.ask(path, **shown)
        assert answer.status in (301, 303, 308, 404) and b"houselights_" not in answer.body, path
    # And where a front forgets that line, and there is no token, it is known to be a front.
    stage.app.config["METRICS_TOKEN"] = ""
    passed_on = stage.app.test_client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert passed_on.status_code == 404


def test_two_hundred_slow_phones_hold_up_nobody(stage: Stage) -> None:
    if not stage.front.folder.name.startswith("nginx"):
        pytest.skip("Caddy hands each phone on as it comes; the house bears them by itself (a thousand connections)")
    begun = f"POST /s/{stage.code} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 400\r\n\r\nname="
    phones = [stage.front.line() for _ in range(PHONES)]
    try:
        for phone in phones:
            phone.sock.sendall(begun.encode())
        assert stage.sign_up().status == 303
        assert stage.front.ask("/account/sign-in").status == 200
        # Sooner than the house itself would let go of them.
        at_the_front = "the house to be asked by nobody: they wait at the front"
        wait_until(lambda: stage.connections() == 0, at_the_front, seconds=web.OPTIONS["channel_timeout"] / 3)
    finally:
        for phone in phones:
            phone.close()


def test_nothing_of_all_that_is_written_down(stage: Stage) -> None:
    stage.front.ask("/stop/a-token-of-somebody?who=quillfeather", source="127.0.0.3")
    told = stage.front.written()
    for mark in ("a-token-of-somebody", "quillfeather", stage.code, "127.0.0.2", "127.0.0.3"):
        assert mark not in told, told


def test_a_signup_that_its_server_dies_with_is_brought_to_the_other_and_nothing_else_is_sent_twice(
    tmp_path: Path,
) -> None:
    """Two of them take a request whole and break off without an answer, as `kill -9` does; nginx asks both, or one."""
    program("nginx")
    came, told = list[bytes](), {"Content_Type": "application/x-www-form-urlencoded"}

    def break_off(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                asked = b""
                while b"quillfeather" not in asked:
                    asked += line.recv(4_096)
                came.append(asked.split()[1])
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                line.close()

    both = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    for each in both:
        threading.Thread(target=break_off, args=[each], daemon=True).start()
    with nginx(tmp_path, *(each.getsockname()[1] for each in both)) as front:
        for path in ("/s/whatever", "/c/whatever", "/host/whatever/heads"):
            assert front.ask(path, "POST", b"name=quillfeather", **told).status == 502
    for each in both:
        each.close()
    assert Counter(came) == {b"/s/whatever": 2, b"/c/whatever": 2, b"/host/whatever/heads": 1}


@pytest.mark.parametrize("name", sorted(FRONTS))
def test_while_the_house_is_away_a_page_says_that_it_counts_once(name: str, tmp_path: Path) -> None:
    program(name)
    with FRONTS[name](tmp_path, _nobodys_port()) as front:
        answer = front.ask(
            "/s/whatever", "POST", b"name=quillfeather", Content_Type="application/x-www-form-urlencoded"
        )
        assert answer.status == 502 and answer.headers["retry-after"] == "5"
        assert "it counts once" in answer.body.decode() and "한 번만" in answer.body.decode()
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
        assert "quillfeather" not in front.written() and "127.0.0.1:5" not in front.written()


def _nobodys_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
