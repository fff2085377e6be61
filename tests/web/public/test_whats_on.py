"""The first page: a code opens its form, a wrong one is told, the team finds its door."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import world
from tests.hostile import HOSTILE
from tracker.screenings import code as codes


@pytest.fixture
def code(app: Flask) -> str:
    with app.app_context():
        return str(codes.code_of(screening_id=world.one_screening().id))


def test_the_first_page_opens_without_a_cookie_and_shows_the_teams_door(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert 'href="/account/sign-in"' in answer.text


def test_a_code_as_it_is_printed_leads_to_its_form(client: FlaskClient, code: str) -> None:
    first = client.get("/", query_string={"code": codes.spoken(code).upper()})
    assert first.location == f"/{code}"
    assert client.get(first.location).location == f"/s/{code}"


@pytest.mark.parametrize("typed", [*HOSTILE, "temorikx"])
def test_what_is_no_code_is_said_beside_the_field(client: FlaskClient, typed: str) -> None:
    answer = client.get("/", query_string={"code": typed})
    if typed.strip():
        assert answer.status_code == 404
        assert "Look at the card again" in answer.text
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize("language", ["en", "ko", "es"])
def test_it_speaks_each_language_with_a_wrong_code_too(client: FlaskClient, language: str) -> None:
    answer = client.get("/", query_string={"lang": language, "code": "zzz"})
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
