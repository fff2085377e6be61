"""Every route is in the access table, and refuses whom the table refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.engines import TOP, build, close
from tracker.team.roles import Role
from tracker.web.frame import access


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # who may open what does not depend on the engine


def guarded(app: Flask) -> Iterator[tuple[Rule, str, frozenset[Role]]]:
    for rule in app.url_map.iter_rules():
        roles = access.allowed(app, rule.endpoint)
        if roles != access.ANYONE:
            for method in sorted(rule.methods or ()):
                yield rule, method, roles or frozenset()


def address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        values = dict.fromkeys(rule.arguments, "1")
        return rule.build({**values, **(rule.defaults or {})}, append_unknown=False)[1]


def test_every_route_says_who_may_open_it(app):
    silent = [rule.rule for rule in app.url_map.iter_rules() if access.allowed(app, rule.endpoint) is None]
    assert not silent, "for_roles(...) or for_anyone is missing"


def test_the_written_table_is_what_the_routes_say(app):
    assert (TOP / "docs" / "access.md").read_text("utf-8") == access.written(app), (
        "script/flask access > docs/access.md"
    )


def test_nobody_comes_to_a_guarded_page_without_signing_in(app, client):
    for rule, method, _roles in guarded(app):
        answer = client.open(address(app, rule), method=method)
        if method in ("GET", "HEAD"):
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/account/sign-in"), rule
        else:
            assert answer.status_code == 401, (rule, method)


@pytest.mark.parametrize("role", Role)
def test_a_role_that_the_table_does_not_name_is_refused_by_every_method(app, signed_in, role):
    browser = signed_in(role)
    refused = 0
    for rule, method, roles in guarded(app):
        if role not in roles:
            assert browser.open(address(app, rule), method=method).status_code == 403, (rule, method)
            refused += 1
    assert refused or role is Role.ADMINISTRATOR


def test_the_house_opens_with_no_account_in_it(tmp_path: Path, engine_url):
    app = build(engine_url, Path(engine_url.removeprefix("sqlite:///")).parent)
    with app.app_context():
        from tracker.team import account

        assert account.members() == []
    close(app)
