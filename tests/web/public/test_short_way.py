"""The short way says what Flask says, to the letter and the header, and takes in by the same rules; what is otherwise goes inside."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import world
from tests.web.public.test_signup import YES, token_in
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.gather import NotWritten, TooManyWait
from tracker.web.frame import floods, measures
from tracker.web.public import short_way, signup
from tracker.web.public.signup_kept import KEPT, Pages

LONG = 600.0  # seconds: no test takes so long


@pytest.fixture
def screening(app: Flask) -> Any:
    with app.app_context():
        return world.one_screening().id


@pytest.fixture
def code(app: Flask, client: FlaskClient, screening: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a page that is kept already, in each language."""
    kept: Pages = app.extensions[KEPT]
    kept.kept.clear()
    # The application serves other tests afterwards, to whom pages show at once what was changed.
    monkeypatch.setattr(kept, "moment", LONG)
    with app.app_context():
        written = str(codes.code_of(screening_id=screening))
    for language in ("en", "ko", "es"):
        client.get(f"/s/{written}?lang={language}")
    return written


@contextmanager
def the_long_way(app: Flask) -> Iterator[None]:
    """Nobody is answered before Flask."""
    place = short_way.PLACE
    short_way.PLACE = re.compile("nowhere")
    try:
        yield
    finally:
        short_way.PLACE = place


@contextmanager
def inside(app: Flask) -> Iterator[list[str]]:
    """Which addresses Flask is asked for."""
    asked: list[str] = []

    def note(_app: Flask, **_more: Any) -> None:
        from flask import request

        asked.append(request.path)

    with request_started.connected_to(note, app):
        yield asked


def without_token(answer: TestResponse) -> str:
    data = answer.data
    text = (gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data).decode()
    return re.sub(r'name="token" value="[^"]+"', "", text)


def headers(answer: TestResponse) -> list[tuple[str, str]]:
    """But what differs from token to token."""
    return sorted((name, value) for name, value in answer.headers if name not in ("Content-Length", "Location"))


@pytest.mark.parametrize(
    ("query", "wishes"),
    [
        ("", {}),
        ("", {"Accept-Encoding": "gzip, br"}),
        ("", {"Accept-Encoding": "gzip;q=0"}),
        ("", {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}),
        ("?lang=es", {"Accept-Language": "ko"}),
        ("?lang=xx", {"Accept-Language": "fr"}),
        ("", {"Cookie": "houselights=of-somebody"}),
    ],
)
def test_the_form_is_the_one_that_flask_gives(
    app: Flask, client: FlaskClient, code: str, query: str, wishes: dict[str, str]
) -> None:
    client.get(f"/s/{code}{query}", headers=wishes)
    with inside(app) as asked:
        short = client.get(f"/s/{code}{query}", headers=wishes)
    assert asked == []
    with the_long_way(app), inside(app) as asked:
        long = client.get(f"/s/{code}{query}", headers=wishes)
    assert asked == [f"/s/{code}"]
    assert short.status == long.status == "200 OK"
    assert without_token(short) == without_token(long)
    assert headers(short) == headers(long)
    assert token_in(short.text if "Content-Encoding" not in short.headers else gzip.decompress(short.data).decode())


@pytest.mark.parametrize("path", ["/s/{code}?from=poster", "/s/{code}?lang=en&more=1", "/S/{code}", "/c/{code}"])
def test_another_address_is_answered_inside_and_alike(app: Flask, client: FlaskClient, code: str, path: str) -> None:
    path = path.format(code=code)
    with the_long_way(app):
        long = client.get(path)
    client.get(path)
    short = client.get(path)
    assert (short.status, without_token(short)) == (long.status, without_token(long))


def test_who_asks_with_head_gets_no_page(app: Flask, client: FlaskClient, code: str) -> None:
    with inside(app) as asked:
        assert client.head(f"/s/{code}").data == b""
    assert asked == [f"/s/{code}"]


def test_a_plain_form_is_taken_in_and_thanked_as_flask_thanks(app: Flask, client: FlaskClient, code: str) -> None:
    first, second = (token_in(client.get(f"/s/{code}").text) for _ in range(2))
    client.post(
        f"/s/{code}",
        data=YES | {"token": token_in(client.get(f"/s/{code}").text), "lang": "en", "email": "one@example.org"},
    )
    with inside(app) as asked:
        short = client.post(f"/s/{code}", data=YES | {"token": first, "lang": "en"})
    assert asked == []
    with the_long_way(app):
        long = client.post(f"/s/{code}", data=YES | {"token": second, "lang": "en", "email": "other@example.org"})
    assert short.status == long.status == "303 SEE OTHER"
    assert headers(short) == headers(long)
    for answer in (short, long):
        assert answer.headers["Location"].startswith("/thanks/")
        assert answer.text.count(answer.headers["Location"]) == 2
    assert "Thank you" in client.get(short.headers["Location"]).text
    assert len(short.text) == len(long.text)
    assert signups(app) == 3


def test_a_form_that_came_by_the_short_way_is_the_same_one_sent_again_by_the_long(
    app: Flask, client: FlaskClient, code: str
) -> None:
    sent = YES | {"token": token_in(client.get(f"/s/{code}").text), "lang": "ko"}
    assert client.post(f"/s/{code}", data=sent).status_code == 303
    with the_long_way(app):
        assert client.post(f"/s/{code}", data=sent).status_code == 303
    assert signups(app) == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"email": "no address"}, 422),
        ({"consent": ""}, 422),
        ({"token": "of-nobody"}, 422),
        ({"speak": "ko"}, 200),
        ({"lang": ""}, 303),
        ({"lang": "tlh"}, 303),
        ({"name": "x" * 300}, 422),
    ],
)
def test_what_is_to_be_mended_comes_back_as_from_flask(
    app: Flask, client: FlaskClient, code: str, more: dict[str, str], status: int
) -> None:
    sent = YES | {"token": token_in(client.get(f"/s/{code}").text), "lang": "en"} | more
    short = client.post(f"/s/{code}", data=sent)
    with the_long_way(app):
        long = client.post(f"/s/{code}", data=sent)
    assert short.status_code == long.status_code == status
    assert headers(short) == headers(long)
    if status != 303:
        assert without_token(short) == without_token(long)
    assert signups(app) == (status == 303)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=1&" * 100, b"", b"name=%00%FF&lang=en", b"lang=en&" + b"x" * 70_000])
def test_a_body_that_nobody_wrote_is_judged_by_flask(app: Flask, client: FlaskClient, code: str, body: bytes) -> None:
    how: dict[str, Any] = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    short = client.post(f"/s/{code}", **how)
    with the_long_way(app):
        long = client.post(f"/s/{code}", **how)
    assert (short.status, without_token(short)) == (long.status, without_token(long))
    assert short.status_code in (400, 413, 422)
    assert signups(app) == 0


def test_another_sites_form_is_taken_by_neither_way(app: Flask, client: FlaskClient, code: str) -> None:
    sent = YES | {"token": token_in(client.get(f"/s/{code}").text), "lang": "en"}
    assert client.post(f"/s/{code}", data=sent, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert signups(app) == 0


@pytest.mark.parametrize("refusal", [TooManyWait, NotWritten])
def test_who_cannot_be_written_down_gets_their_form_back_and_is_tried_once(
    app: Flask, client: FlaskClient, code: str, refusal: type[TooManyWait], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def bring(brought: object) -> None:
        tried.append(brought)
        raise refusal

    monkeypatch.setattr(app.extensions[signup.TOGETHER], "bring", bring)
    sent = YES | {"token": token_in(client.get(f"/s/{code}").text), "lang": "en"}
    answer = client.post(f"/s/{code}", data=sent)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(refusal.after)
    assert str(sent["email"]) in answer.text
    assert len(tried) == 1


def test_a_code_that_is_gone_meanwhile_is_said_by_flask(
    app: Flask, client: FlaskClient, code: str, screening: str
) -> None:
    sent = YES | {"token": token_in(client.get(f"/s/{code}").text), "lang": "en"}
    with app.app_context():
        db.session.execute(db.text("DELETE FROM code"))
        db.session.commit()
    assert client.post(f"/s/{code}", data=sent).status_code == 404
    assert signups(app) == 0


def test_what_fails_on_the_short_way_goes_inside_and_nobody_is_lost(
    app: Flask, client: FlaskClient, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = YES | {"token": token_in(client.get(f"/s/{code}").text), "lang": "en"}

    def fails(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(short_way, "fresh", fails)
    monkeypatch.setattr(short_way.ShortWay, "_said_of_thanks", fails)
    with inside(app) as asked:
        assert client.get(f"/s/{code}").status_code == 200
        assert client.post(f"/s/{code}", data=sent).status_code == 303
    assert asked == [f"/s/{code}"] * 2 and signups(app) == 1


def test_both_are_counted_like_every_answer(app: Flask, client: FlaskClient, code: str) -> None:
    def counted(rule: str, status: str) -> float:
        registry = measures.of(app).registry
        return registry.get_sample_value("houselights_answers_total", {"rule": rule, "status": status}) or 0

    before = counted("/s/<code>", "200"), counted("/s/<code>", "303")
    with inside(app) as asked:
        token = token_in(client.get(f"/s/{code}").text)
        client.post(f"/s/{code}", data=YES | {"token": token, "lang": "en"})
    assert asked == []
    assert (counted("/s/<code>", "200"), counted("/s/<code>", "303")) == (before[0] + 1, before[1] + 1)


def test_a_flood_is_stopped_on_the_short_way_too(
    app: Flask, client: FlaskClient, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = floods.Limit("any page", 3, why="a test")
    monkeypatch.setattr(floods, "ANY_PAGE", few)
    floods.forget(app)
    monkeypatch.setitem(floods.of(app).lately, "any page", floods.Crowd(slots=10, seconds=60))
    told = [client.get(f"/s/{code}").status_code for _ in range(5)]
    assert told == [200, 200, 200, 429, 429]


def signups(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Signup)) or 0
