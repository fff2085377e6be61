"""Who has no session costs the database nothing, and gets no cookie."""

from pathlib import Path

import pytest
from flask import Flask, session
from sqlalchemy import event

from tests.engines import build, close
from tracker.store.db import db
from tracker.team.roles import Role
from tracker.web.frame import look
from tracker.web.frame.access import for_anyone


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """Pages of our own are added to it."""
    return own_app


@pytest.fixture
def asked(app: Flask):
    """The statements that reached the database."""
    statements: list[str] = []
    with app.app_context():
        look.address("public")  # the colours of the house are known for a while
        event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    return statements


def test_a_public_page_opens_no_session_for_a_stranger_nor_for_a_member(app, signed_in, asked):
    app.add_url_rule("/public", "public", for_anyone(lambda: "open"))
    stranger, member = app.test_client(), signed_in(Role.VIEWER)
    asked.clear()
    for browser in (stranger, member):
        answer = browser.get("/public")
        assert answer.text == "open"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    assert asked == []


def test_the_cookie_is_only_for_the_browser_itself(client):
    told = client.get("/account/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in told
    assert "SameSite=Lax" in told
    assert "Path=/" in told
    assert "Domain" not in told
    assert told.startswith("houselights=")


def test_over_https_the_cookie_is_bound_to_host_and_scheme(engine_url, instance: Path):
    app = build(engine_url, instance, BASE_URL="https://houselights.example")
    told = app.test_client().get("/account/sign-in", base_url="https://houselights.example").headers["Set-Cookie"]
    assert told.startswith("__Host-houselights=")
    assert "; Secure" in told
    close(app)


def test_the_cookie_is_random_and_says_nothing(app):
    tokens = set()
    for _ in range(50):
        told = app.test_client().get("/account/sign-in").headers["Set-Cookie"]
        tokens.add(told.partition(";")[0].partition("=")[2])
    assert len(tokens) == 50
    assert all(len(token) == 43 for token in tokens)


def test_a_session_that_was_ended_meanwhile_is_not_brought_back(app, signed_in):
    from tracker.store.transactions import transaction
    from tracker.team import session as rows

    browser = signed_in(Role.VIEWER)

    def view() -> str:
        session["something"] = "new"
        with transaction():
            rows.end_all_of(browser.member.id)
        return "done"

    app.add_url_rule("/slow", "slow", for_anyone(view))
    answer = browser.get("/slow")
    assert "houselights=;" in answer.headers["Set-Cookie"]
    with app.app_context():
        assert db.session.query(rows.Session).count() == 0


def test_not_every_request_writes(app, signed_in, asked):
    browser = signed_in(Role.VIEWER)
    browser.get("/account/")
    asked.clear()
    browser.get("/account/")
    assert not [statement for statement in asked if not statement.startswith(("SELECT", "BEGIN"))]
    assert not [statement for statement in asked if "IMMEDIATE" in statement]


@pytest.mark.parametrize("token", ["", "x", "a" * 4000, "é", '"; DROP TABLE session'])
def test_a_cookie_of_somebody_elses_making_is_nobodys(client, token):
    client.set_cookie("houselights", token)
    assert client.get("/account/").status_code == 303
