"""Members of the team for tests, and browsers in which they are signed in."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from tracker import clock
from tracker.store.transactions import transaction
from tracker.team import second_factor, session
from tracker.team.account import Account, by_id
from tracker.team.roles import SEES_CONTACTS, Role

PASSWORD = "lanterns cross the river"


@dataclass
class Member:
    """What a test needs to know of an account, after the database was let go."""

    id: str
    email: str
    secret: str | None


@pytest.fixture
def member(app: Flask) -> Callable[..., Member]:
    """Makes an account: `member(Role.CALLER)`. Without a password unless asked for: Argon2 is slow on purpose."""
    made = [0]

    def make(
        role: Role = Role.ORGANIZER, email: str = "", password: str = "", second: bool = True, demo: bool = False
    ) -> Member:
        from tracker.team import account

        made[0] += 1
        email = email or f"{role.value}{made[0]}@example.org"
        secret = second_factor.new_secret() if second and role in SEES_CONTACTS else None
        with app.app_context():
            hashed = account.hashed(password) if password else None
            with transaction() as rows:
                one = Account(
                    role_name=role.value, created_at=clock.now(), active=True, demo=demo, language="en", speaks="en"
                )
                one.name = f"Wren {role.value.title()}"
                one.set_email(email)
                one.set_password_hash(hashed or "")
                one.password = hashed
                if secret:
                    one.totp_secret, one.tf_primary_method = secret, "authenticator"
                rows.add(one)
            return Member(one.id, email, secret)

    return make


def browser_of(app: Flask, account_id: str, stale: bool = False) -> FlaskClient:
    """A browser in which an account is signed in, both factors shown; it sends the form token by itself.

    `stale`: too long ago for exports, keys, and whatever else asks for a fresh sign-in.
    """
    with app.app_context():
        shown = {} if stale else {"shown_at": clock.now().isoformat()}
        mine = by_id(account_id).fs_uniquifier
        data = {"_user_id": mine, "_fresh": True, "_id": "", "csrf_token": "0" * 40, **shown}
        with transaction():
            token = session.begin(account_id, data)
    browser = app.test_client()
    browser.set_cookie(app.config["SESSION_COOKIE_NAME"], token)
    signed = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps("0" * 40)
    browser.environ_base["HTTP_X_CSRFTOKEN"] = signed
    return browser


@pytest.fixture
def signed_in(app: Flask, member: Callable[..., Member]) -> Callable[..., FlaskClient]:
    """A browser in which a member is signed in; it sends the form token by itself. `.member` says who."""

    def enter(who: Role | Member = Role.ORGANIZER, stale: bool = False) -> FlaskClient:
        one = member(who) if isinstance(who, Role) else who
        browser = browser_of(app, one.id, stale)
        browser.member = one
        return browser

    return enter


def form_token(page: str) -> str:
    """The token of the first form on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "no form with a token on this page"
    return found[1]


def send(browser: FlaskClient, path: str, to: str | None = None, **fields: str):
    """Open the page at `path`, fill in its form and send it, as a browser does."""
    page = browser.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return browser.post(to or path, data={"csrf_token": form_token(page.text), **fields})
