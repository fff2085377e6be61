"""ASVS 6.3.2: a fresh install has no account, and nothing that many products come with opens it."""

import itertools

import pytest

from tests.members import form_token
from tracker.team import account


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_22_a_fresh_house_knows_nobody_and_admin_opens_nothing(app, client, monkeypatch):
    monkeypatch.setattr("tracker.team.tries.FREE_FOR_ADDRESS", 1000)
    with app.app_context():
        assert account.members() == []
    token = form_token(client.get("/account/sign-in").text)
    names = (
        "admin@localhost",
        "admin@example.org",
        "root@example.org",
        "administrator@houselights.org",
        "test@example.org",
    )
    words = ("admin", "password", "houselights", "changeme", "")
    for email, password in itertools.product(names, words):
        answer = client.post("/account/sign-in", data={"csrf_token": token, "email": email, "password": password})
        assert answer.status_code in (401, 422), (email, password)
    assert client.get("/desk/").status_code == 303
