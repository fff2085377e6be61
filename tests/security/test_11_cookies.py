"""ASVS 3.3.1-4: the one cookie is the browser's own secret; over https it is held to this host and this scheme."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.engines import build, close
from tests.members import PASSWORD, form_token
from tests.security.conftest import Said
from tracker import clock
from tracker.store.transactions import transaction
from tracker.team import account
from tracker.team.account import Account
from tracker.team.roles import Role


@pytest.mark.parametrize(
    ("base_url", "name"), [("https://h.example", "__Host-houselights"), ("http://localhost:8000", "houselights")]
)
def test_11_the_cookie_of_a_sign_in(engine_url: str, instance: Path, base_url: str, name: str) -> None:
    app = build(engine_url, instance, BASE_URL=base_url)
    with app.app_context():
        hashed = account.hashed(PASSWORD)
        with transaction() as rows:
            one = Account(role_name=Role.VIEWER.value, created_at=clock.now(), active=True, language="en", speaks="en")
            one.name = "Wren"
            one.set_email("wren@example.org")
            one.set_password_hash(hashed)
            one.password = hashed
            rows.add(one)
    browser: FlaskClient = app.test_client()
    page = browser.get("/account/sign-in", base_url=base_url)
    sent = {"csrf_token": form_token(page.text), "email": "wren@example.org", "password": PASSWORD}
    come_in = browser.post("/account/sign-in", base_url=base_url, data=sent)
    assert come_in.status_code == 303
    for answer in (page, come_in):
        [cookie] = answer.headers.getlist("Set-Cookie")
        told, *parts = cookie.split("; ")
        assert told.startswith(f"{name}=") and len(told.partition("=")[2]) >= 22
        wanted = {"HttpOnly", "Path=/", "SameSite=Lax"} | ({"Secure"} if base_url.startswith("https") else set())
        assert set(parts) == wanted, "no Domain, and no date: it goes with the browser"
    close(app)


@pytest.mark.long
def test_11_no_other_cookie_is_set_anywhere_and_none_without_a_session(walked: list[Said]) -> None:
    for said in walked:
        cookie = said.headers.get("Set-Cookie", "")
        assert not cookie or cookie.startswith(("houselights=", "__Host-houselights=")), said.asked
        if not said.asked.split(" ")[1].startswith(("/desk", "/account")):
            assert not cookie, said.asked
