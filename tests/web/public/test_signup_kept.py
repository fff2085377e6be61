"""The empty form is drawn once in a moment, however many open it; each gets a token of their own, and a change shows a moment later."""

import gzip
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests import world
from tests.web.public.test_signup import YES, token_in
from tracker.screenings import code as codes
from tracker.screenings.code import CodeUnknown
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.cancel_screening import cancel
from tracker.web.public.signup_kept import KEPT, Drawn, Pages

TAKES = {"Accept-Encoding": "gzip"}
PATIENCE = 30.0  # seconds
LONG = 600.0  # seconds: no test takes so long


@pytest.fixture
def pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """As in a house that is open; those that were drawn before are forgotten."""
    kept: Pages = app.extensions[KEPT]
    kept.kept.clear()
    monkeypatch.setattr(kept, "moment", LONG)
    return kept


@pytest.fixture
def screening(app: Flask) -> Any:
    with app.app_context():
        return world.one_screening().id


@pytest.fixture
def code(app: Flask, screening: str) -> str:
    with app.app_context():
        return str(codes.code_of(screening_id=screening))


def questions(app: Flask) -> list[str]:
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    return asked


def test_a_second_visitor_asks_the_database_nothing_and_gets_a_token_of_their_own(
    app: Flask, client: FlaskClient, pages: Pages, code: str
) -> None:
    first = client.get(f"/s/{code}").text
    asked = questions(app)
    second = client.get(f"/S/{code[:4].upper()}-{code[4:].upper()}").text
    assert asked == []
    assert token_in(first) != token_in(second)
    assert first.replace(token_in(first), "") == second.replace(token_in(second), "")
    assert "lang=ko" in client.get(f"/s/{code}?lang=ko").text and asked, "another language is another page"


def test_packed_it_says_the_same_and_its_form_is_taken_in(client: FlaskClient, pages: Pages, code: str) -> None:
    plain, packed = client.get(f"/s/{code}"), client.get(f"/s/{code}", headers=TAKES)
    text = gzip.decompress(packed.data).decode()
    assert text.replace(token_in(text), "") == plain.text.replace(token_in(plain.text), "")
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.vary and "Accept-Encoding" in packed.vary
    assert len(packed.data) < len(plain.data) / 2
    assert client.head(f"/s/{code}", headers=TAKES).data == b""
    assert client.post(f"/s/{code}", data={**YES, "token": token_in(text), "lang": "en"}).status_code == 303


def test_what_changes_shows_when_the_moment_is_over(
    app: Flask, client: FlaskClient, pages: Pages, code: str, screening: str
) -> None:
    said = "That film screening was cancelled"
    assert said not in client.get(f"/s/{code}").text
    with app.app_context():
        cancel(screening, None)
    assert said not in client.get(f"/s/{code}").text
    pages.moment = -1
    assert said in client.get(f"/s/{code}").text


def test_a_code_that_is_taken_back_within_the_moment_signs_nobody_up_and_is_unknown_afterwards(
    app: Flask, client: FlaskClient, pages: Pages, code: str
) -> None:
    token = token_in(client.get(f"/s/{code}").text)
    with app.app_context(), transaction() as session:
        session.delete(session.get_one(codes.Code, code))
    answer = client.post(f"/s/{code}", data={**YES, "token": token, "lang": "en"})
    assert answer.status_code == 404 and str(CodeUnknown.sentence) in answer.text
    pages.moment = -1
    assert client.get(f"/s/{code}").status_code == 404
    assert not any(key[0] == code for key in pages.kept)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_when_the_moment_is_over_one_draws_and_the_others_are_shown_the_page_that_was(pages: Pages, code: str) -> None:
    begun, go_on, drawn = threading.Event(), threading.Event(), list[str]()

    def draw(text: str) -> Drawn:
        drawn.append(text)
        if len(drawn) > 1:
            begun.set()
            assert go_on.wait(PATIENCE)
        return Drawn(f"{len(drawn)}: here-stands-the-token", text, (), "")

    assert pages.of(code, "en", draw).before == b"1: "
    pages.kept[code, "en"].at -= 2 * LONG
    with ThreadPoolExecutor(1) as pool:
        one = pool.submit(pages.of, code, "en", draw)
        assert begun.wait(PATIENCE)
        assert [pages.of(code, "en", draw).before for _ in range(3)] == [b"1: "] * 3
        go_on.set()
        assert one.result(PATIENCE).before == b"2: "
    assert pages.of(code, "en", draw).before == b"2: " and len(drawn) == 2


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_crowd_that_comes_first_draws_it_once(pages: Pages, code: str) -> None:
    together, drawn = threading.Barrier(8, timeout=PATIENCE), list[str]()

    def draw(text: str) -> Drawn:
        drawn.append(text)
        return Drawn("here-stands-the-token", text, (), "")

    def comes() -> None:
        together.wait()
        pages.of(code, "en", draw)

    with ThreadPoolExecutor(8) as pool:
        for each in [pool.submit(comes) for _ in range(8)]:
            each.result(PATIENCE)
    assert drawn == [code]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_as_many_pages_are_kept_as_there_is_room_for(
    pages: Pages, app: Flask, screening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.public.signup_kept.ROOM", 3)
    with app.app_context(), transaction():
        made = [codes.make("poster", screening_id=screening) for _ in range(7)]
    for each in made:
        pages.of(each, "en", lambda text: Drawn("here-stands-the-token", text, (), ""))
        assert len(pages.kept) <= 3


def test_its_answer_says_what_every_public_page_says(client: FlaskClient, pages: Pages, code: str) -> None:
    told = client.get(f"/s/{code}").headers
    assert told["Cache-Control"] == "no-store" and "default-src 'none'" in told["Content-Security-Policy"]
    assert re.fullmatch("text/html; charset=utf-8", told["Content-Type"]) and "Set-Cookie" not in told
