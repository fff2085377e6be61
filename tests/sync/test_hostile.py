"""A server that means harm, or is broken: nothing is followed elsewhere, nothing goes on for ever, nothing strange comes in."""

import json
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any

import pytest

from tests.sync.conftest import House
from tracker.osdi import client, line, there
from tracker.osdi.client import Endless, LedAway, Other, Refused, Strange, TokenRefused
from tracker.osdi.line import AddressUnfit, Answered, NotReached, Place, TlsNeeded, place_of

PLACE = Place("https", "other.example", 443, "/api/v2")


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def answering(*answers: Any, waited: list[float] | None = None, asked: list[str] | None = None) -> Other:
    """Answers in turn, the last one again and again: what is JSON, or (status, headers, body)."""
    left = list(answers)

    def ask(_place: Place, method: str, path: str, headers: Mapping[str, str], _body: bytes | None) -> Answered:
        assert headers["OSDI-API-Token"] == "secret" and path.startswith("/api/v2")
        if asked is not None:
            asked.append(f"{method} {path}")
        said = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(said, Exception):
            raise said
        if callable(said):
            said = said()
        status, more, body = said if isinstance(said, tuple) else (200, {}, json.dumps(said).encode())
        return Answered(status, body, more)

    return Other(PLACE, "secret", ask, (waited if waited is not None else []).append, most_pages=50)


def page(items: object, next_: object = None) -> dict[str, Any]:
    links = {"next": {"href": next_}} if next_ else {}
    return {"_links": links, "_embedded": {"osdi:people": items}}


def one(number: int = 1) -> dict[str, Any]:
    return {"identifiers": [f"action_network:{number}"]}


@pytest.mark.parametrize("href", [
    "https://elsewhere.example/api/v2/people?page=2", "http://other.example/api/v2/people", "https://other.example:8443/api/v2/people",
    "https://other.example@elsewhere.example/api/v2/", "//elsewhere.example/api/v2/people", "https://other.example/admin",
    "https://user:pw@other.example/api/v2/people", "https://other.example/api/v2/../admin", "javascript:alert(1)", "file:///etc/passwd",
    "https://other.example/api/v2/people\r\nX: y", "https://[/",
])  # fmt: skip
def test_no_link_is_followed_elsewhere(href: str) -> None:
    asked: list[str] = []
    with pytest.raises(LedAway):
        list(answering(page([one()], href), asked=asked).walk("people", "osdi:people"))
    assert len(asked) == 1


def test_a_redirect_is_not_followed_and_the_token_stays() -> None:
    asked: list[str] = []
    with pytest.raises(LedAway):
        answering((302, {"location": "https://elsewhere.example/"}, b""), asked=asked).entry()
    assert asked == ["GET /api/v2/"]


@pytest.mark.parametrize("people", ["the same page", "the same people", "ever new people"])
def test_pages_without_end_are_left(people: str) -> None:
    number = count()

    def next_page() -> dict[str, Any]:
        n = next(number)
        which = 1 if people == "the same page" else n
        return page([one(n if people == "ever new people" else 1)], f"https://other.example/api/v2/people?page={which}")

    with pytest.raises(Endless):
        list(answering(next_page).walk("people", "osdi:people"))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b"\xff", b'{"a":' * 5_000, b'{"_embedded": NaN}', b'"text"', b"9" * 5_000]
)
def test_what_is_no_osdi_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(Strange):
        list(answering((200, {}, body)).walk("people", "osdi:people"))


@pytest.mark.parametrize(
    "said", [{}, {"_embedded": []}, {"_embedded": {"osdi:people": {}}}, {"_embedded": {"osdi:tags": []}}]
)
def test_a_page_without_its_collection_is_no_end(said: dict[str, Any]) -> None:
    with pytest.raises(Strange):
        list(answering(said).walk("people", "osdi:people"))


def test_it_is_waited_for_as_it_asks_and_not_for_ever() -> None:
    waited: list[float] = []
    busy: Any = (429, {"retry-after": "7"}, b"")
    away: Any = (503, {}, b"")
    long = (429, {"retry-after": "99999999"}, b"")
    found = answering(busy, away, NotReached(why="away"), long, {"motd": "hello"}, waited=waited).entry()
    assert found == {"motd": "hello"}
    assert [each for each in waited if each != client.APART] == [7.0, 2.0, 4.0, client.LONGEST_PAUSE]
    for last, refused in (
        ((500, {}, b""), Refused),
        (NotReached(why="away"), NotReached),
        ((403, {}, b""), TokenRefused),
    ):
        with pytest.raises(refused):
            answering(last).entry()


def test_action_networks_own_ways_are_read() -> None:
    said = {
        "_embedded": {"osdi:attendance": [one()]},
        "_links": {"next": {"href": "https://other.example/api/v2/x?filter=a b"}},
    }
    asked: list[str] = []
    pages = list(answering(said, {"_embedded": {"osdi:attendance": []}}, asked=asked).walk("x", "osdi:attendances"))
    assert [len(each.items) for each in pages] == [1, 0] and asked[1].endswith("?filter=a%20b")
    event = there.event({**one(), "title": "A film", "start_date": "2026-12-01T19:00:00Z"})
    assert event is not None and str(there.wall_time(event)) == "(datetime.date(2026, 12, 1), datetime.time(19, 0))"
    unasked = {
        "email_addresses": [{"address": "a@example.org", "status": "unsubscribed"}],
        "custom_fields": {"tracker:consent": "unknown"},
    }
    person = there.person({**one(), **unasked})
    assert person is not None and (person.email_answer, person.mailed) == ("", False)


@pytest.mark.parametrize(
    "value", [None, 1, "text", [], {}, [[]], [None], {"a": 1}, True, "\ud800\x00", "x" * 9_999, [{"href": 1}]]
)
def test_nothing_is_believed_to_be_of_the_right_kind(value: object) -> None:
    for read in (there.person, there.event, there.attendance):
        keys = (
            "identifiers", "given_name", "family_name", "email_addresses", "phone_numbers", "languages_spoken", "custom_fields",
            "created_date", "title", "start_date", "location", "status", "_links", "tracker:local_start", "action_network:person_id",
        )  # fmt: skip
        read(dict.fromkeys(keys, value))
        read({**dict.fromkeys(keys, value), **one()})


@pytest.mark.parametrize(("address", "refused"), [
    ("http://actionnetwork.org/api/v2", TlsNeeded), ("http://10.0.0.1/api/v2", TlsNeeded), ("http://localhost.evil.example/", TlsNeeded),
    ("ftp://actionnetwork.org/", AddressUnfit), ("https://user:pw@actionnetwork.org/", AddressUnfit), ("https://a b/", AddressUnfit),
    ("https://actionnetwork.org/?token=x", AddressUnfit), ("https://[/", AddressUnfit), ("", AddressUnfit),
])  # fmt: skip
def test_names_travel_encrypted_or_on_this_machine(address: str, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        place_of(address)
    assert (
        place_of("http://127.0.0.1:8000/api/v2/").base == place_of("https://actionnetwork.org/api/v2").base == "/api/v2"
    )


class Bad(BaseHTTPRequestHandler):
    """Whatever the test wants to be answered."""

    answer: Callable[["Bad"], None]

    def do_GET(self) -> None:
        type(self).answer(self)

    def log_message(self, *_what: object) -> None:
        pass

    def says(self, said: object, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def bad() -> Iterator[type[Bad]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Worse", (Bad,), {}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    handler: Any = server.RequestHandlerClass
    handler.port = server.server_address[1]
    yield handler
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_no_answer_is_longer_or_lasts_longer_than_we_read(bad: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_of(f"http://127.0.0.1:{bad.port}/api/v2")

    def huge(handler: Bad) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            return

    def drops(handler: Bad) -> None:
        try:
            while True:
                handler.wfile.write(b"H")
                handler.wfile.flush()
        except OSError:
            return

    monkeypatch.setattr(line, "MOST_READ", 300_000)
    bad.answer = huge
    with pytest.raises(NotReached):
        line.ask(place, "GET", "/api/v2/", {})
    bad.answer = drops
    monkeypatch.setattr(line, "PATIENCE", 0.3)
    with pytest.raises(NotReached):
        line.ask(place, "GET", "/api/v2/", {})


def test_what_a_hostile_server_says_of_people_harms_nothing(elsewhere: Any, bad: Any) -> None:
    house = House(elsewhere(migrated=True)).move_in()
    house.app.config |= {"OSDI_URL": f"http://127.0.0.1:{bad.port}/api/v2", "OSDI_TOKEN": "secret-of-ours"}
    script = "<script>alert(1)</script>\r\n=HYPERLINK(\x00\ud800)"
    people = [
        {"identifiers": [f"action_network:{number}"], "given_name": name, "email_addresses": mail, "_links": {"self": {"href": "x"}}}
        for number, (name, mail) in enumerate([
            (script, [{"address": "script@example.org", "status": "subscribed"}]), ("x" * 99_999, [{"address": "long@example.org"}]),
            (7, "text"), (None, None), ([[]], [[]]), ("No mail", [{"address": "no mail", "status": 3}]),
            ("No", [{"address": "no@example.org", "status": "unsubscribed"}]),
        ])
    ] + ["text", None, {"identifiers": ["action_network:../../admin"]}]  # fmt: skip

    def answer(handler: Bad) -> None:
        path = handler.path.partition("?")[0].removeprefix("/api/v2").strip("/")
        found = {
            "": {"motd": script, "product_name": {}},
            "people": people,
            "events": [{"title": script}, 3],
            "tags": [],
        }.get(path)
        handler.says({"_embedded": {f"osdi:{path}": found}} if isinstance(found, list) else found or {"error": script})

    bad.answer = answer
    said = house.run("sync", "action-network", "--go")
    assert said.exit_code == 0, (said.output, said.exception)
    assert "secret-of-ours" not in said.output and "<script>" not in said.output
    told = json.dumps(str(house.do(_contacts)))
    assert "script@example.org" in told and "long@example.org" in told and "\\x00" not in told and "\\ud800" not in told
    assert house.run("sync", "action-network", "--go").exit_code == 0


def _contacts() -> list[Any]:
    from sqlalchemy import select

    from tracker.allies.ally import Ally
    from tracker.store.db import db

    return [ally.contact for ally in db.session.scalars(select(Ally))]
