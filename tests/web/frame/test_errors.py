"""Error pages say nothing of the inside, and help: what to do next, and a number that stands in the log."""

import json
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented, world
from tests.engines import build, close, sqlite_house
from tests.members import browser_of
from tests.public_visitor import hidden_in
from tracker.screenings import code as codes
from tracker.store.db import db
from tracker.web.frame import form_tokens

INSIDE = re.compile(
    r"traceback|sqlalchemy|sqlite|psycopg|operationalerror|\.py|select |insert |werkzeug|flask", re.IGNORECASE
)
YES = {"name": "Zephyrine Quillfeather", "email": "zephyrine@example.org", "consent": "yes", "lang": "es"}


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def struck(tmp_path: Path):
    """A house whose database has gone: (application, address of a form, its token, a member's browser)."""
    folder = tmp_path / "house"
    app = build(sqlite_house(folder), folder, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        door = f"/s/{codes.code_of(screening_id=world.one_screening().id)}"
        token = form_tokens.fresh("signup")
        browser = browser_of(app, invented.account("administrator"))
        db.session.remove()
        db.engine.dispose()
    shutil.move(folder, tmp_path / "gone")
    yield app, door, token, browser
    close(app)


def test_with_the_database_away_every_face_has_its_page_and_nothing_of_the_inside(
    struck, capsys: pytest.CaptureFixture[str]
) -> None:
    app, door, _token, browser = struck
    answers = [app.test_client().get(path) for path in ("/", door, "/privacy", "/account/sign-in")] + [
        browser.get("/desk/")
    ]
    log = capsys.readouterr().err
    for answer in answers:
        assert answer.status_code == 500 and "Our mistake" in answer.text
        assert not INSIDE.search(answer.text)
        assert "Content-Security-Policy" in answer.headers and "Set-Cookie" not in answer.headers
        reference = re.search(r"give the number (\w{8})", answer.text)
        assert reference and f'"reference": "{reference[1]}"' in log
    broken = [json.loads(line) for line in log.splitlines() if '"broken"' in line]
    assert [line["rule"] for line in broken] == ["/", "/s/<code>", "/privacy", "/account/sign-in", "/desk/"]
    assert all("OperationalError" in line["error"] and line["where"] for line in broken)
    assert app.test_client().get("/healthz").status_code == 503


def test_with_the_database_away_a_raised_hand_is_given_back_and_goes_through_later(struck, tmp_path: Path) -> None:
    app, door, token, _browser = struck
    back = app.test_client().post(door, data={**YES, "token": token})
    assert back.status_code == 500 and '<html lang="es">' in back.text
    assert hidden_in(back)["email"] == YES["email"]
    shutil.move(tmp_path / "gone", tmp_path / "house")
    assert app.test_client().post(door, data=hidden_in(back)).status_code == 303


def test_nobody_is_signed_out_because_the_database_was_away(struck, tmp_path: Path) -> None:
    _app, _door, _token, browser = struck
    assert browser.get("/desk/").status_code == 500
    shutil.move(tmp_path / "gone", tmp_path / "house")
    assert browser.get("/desk/").status_code == 200


def test_a_broken_template_has_a_page_and_a_broken_frame_has_words(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jinja2 import DictLoader

    own_app.jinja_env.cache.clear()
    sound = own_app.jinja_env.loader
    monkeypatch.setattr(own_app.jinja_env, "loader", DictLoader({}))
    answer = own_app.test_client().get("/privacy")
    assert answer.status_code == 500 and answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.startswith("Our mistake. ") and not INSIDE.search(answer.text)
    monkeypatch.setattr(own_app.jinja_env, "loader", sound)
    assert own_app.test_client().get("/privacy").status_code == 200


def test_too_much_is_said_with_what_to_do(client: FlaskClient) -> None:
    answer = client.post("/account/forgot", data={"email": "x" * 1_200_000})
    assert answer.status_code == 413 and "Send less, or in parts" in answer.text


@pytest.mark.parametrize("path", ["/desk/allies", "/static", "/me/x/"])
def test_wrong_addresses_have_a_way_on(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (303, 308, 404)
