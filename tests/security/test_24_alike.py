"""ASVS 6.3.8 (L3): sign-in, reset and signup answer alike for known and unknown people, in words and in the work that is done.

Work is counted, not timed: Argon2 looks, and what the database is asked. benchmarks/in_or_unknown.py times it.
"""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests import world
from tests.members import PASSWORD, form_token
from tests.web.public.test_signup import YES, token_in
from tracker.screenings import code as codes
from tracker.store.db import db
from tracker.team import account
from tracker.team.roles import Role
from tracker.usecases import ask_for_reset, change_member

# What differs from answer to answer for anybody: tokens, what was typed, and moments.
OWN = re.compile(r'value="[^"]*"|/thanks/[\w.-]+|token=[\w.-]+')


class Watched:
    """What an application does for one request."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.looks = app, 0
        self.statements: list[str] = []
        right = account.verify_password

        def counted(*told: Any) -> bool:
            self.looks += 1
            return bool(right(*told))

        monkeypatch.setattr(account, "verify_password", counted)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *told: self.statements.append(told[2]))

    def post(self, path: str, **fields: str) -> tuple[Any, ...]:
        """All that a stranger can see of the answer, and all that was done for it."""
        browser = self.app.test_client()
        token = form_token(browser.get(path).text)
        self.statements.clear()
        self.looks = 0
        answer = browser.post(path, data={"csrf_token": token, **fields})
        headers = sorted((name, OWN.sub("", value)) for name, value in answer.headers if name != "Set-Cookie")
        # As a set: rows are written in the order of their random ids, and by how many at a time is chance.
        return answer.status_code, headers, OWN.sub("", answer.text), self.looks, sorted(set(self.statements))


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Watched:
    with app.app_context():
        account.matches("the first look of a process makes a hash", None)
    found = Watched(app, monkeypatch)
    for path in ("/account/sign-in", "/account/forgot"):
        found.post(path, email="somebody@example.org", password="the first from this address")
    return found


@pytest.fixture
def people(app, member) -> dict[str, str]:
    """Addresses, all as long: of somebody, of nobody, of somebody who was shut out, of who never chose a password."""
    emails = {kind: f"{kind:_>7}@example.org" for kind in ("known", "unknown", "shut", "without")}
    for kind, password in (("known", PASSWORD), ("shut", PASSWORD), ("without", "")):
        who = member(Role.CALLER, email=emails[kind], password=password)
        if kind == "shut":
            with app.app_context():
                change_member.disable(who.id, None)
    return emails


def test_24_sign_in_says_and_does_the_same_for_everybody(watched, people):
    told = {kind: watched.post("/account/sign-in", email=email, password="not it") for kind, email in people.items()}
    assert told["known"][0] == 401
    assert told["known"][3] == 1, "one look at a password each"
    for kind in people:
        assert told[kind] == told["unknown"], kind


def test_24_the_first_look_of_a_process_is_no_slower_for_a_stranger(app, member, monkeypatch):
    made: list[str] = []
    right = account.hashed

    def hashed(password: str) -> str:
        made.append("")
        return right(password)

    monkeypatch.setattr(account, "hashed", hashed)
    with app.app_context():
        for wanted in (right(PASSWORD), None):
            account._nobodys.clear()
            made.clear()
            account.matches("a guess", wanted)
            assert len(made) == 1


def test_24_asking_for_a_new_password_says_and_does_the_same_and_writes_no_letter(app, watched, people):
    told = {kind: watched.post("/account/forgot", email=email) for kind, email in people.items()}
    for kind in people:
        assert told[kind] == told["unknown"], kind
    assert told["known"][0] == 200
    assert not [each for each in told["known"][4] if "letter" in each or "invitation" in each]
    with app.app_context():
        from tracker.letters.letter import Letter

        assert db.session.query(Letter).count() == 0
        assert ask_for_reset.answer("http://localhost:8000") == 5
        assert db.session.query(Letter).count() == 2, "the known, and the one without a password"


def test_24_a_known_address_in_a_signup_is_thanked_as_a_new_one(app, client):
    with app.app_context():
        here = codes.code_of(screening_id=world.one_screening().id)
    pages = []
    for email in ("known@example.org", "known@example.org", "new@example.org"):
        form = {**YES, "email": email, "token": token_in(client.get(f"/s/{here}").text), "lang": "en"}
        answer = client.post(f"/s/{here}", data=form)
        page = client.get(answer.location)
        pages.append(
            (
                answer.status_code,
                len(answer.location),
                re.sub(r"/(thanks|host/from)/[\w.-]+", "", page.text),
                len(page.text),
            )
        )
    assert pages[1] == pages[2]
