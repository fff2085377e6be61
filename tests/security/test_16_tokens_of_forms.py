"""ASVS 3.5.1, 3.5.3: nothing changes without a token, and nothing by opening an address: mail scanners open every link."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import browser_of
from tests.security.conftest import ONE_OF
from tests.web.desk.test_every_form import open_desk
from tests.web.public.test_links import changed, everything
from tracker.web.frame import access
from tracker.web.frame.house import csrf

# Looks at contacts are written down and counted, and a session says when it was seen: that is their purpose.
# Who compares two allies has seen both contacts: a copy to chase.
WRITTEN_BY_LOOKING = {"trace", "trace_head", "session", "ration_taken", "copy_left", "copy_of"}

# Each exemption, and what is checked there instead: what a form without it is answered.
SECRET = "the secret address"
EXEMPT = {
    "signup": "a dated token of its own, and the Origin",
    "host_form": "a dated token of its own, and the Origin",
    "me_data": "the pass in the form, and the Origin",
    **dict.fromkeys(
        ("host.checklist", "host.heads", "host.kiosk", "host.kit", "host.letters", "host.sheets"),
        "a dated token of its own, and the Origin",
    ),
    "kiosk.entries": "the secret address, and the Origin",
    **dict.fromkeys(
        tuple(
            f"api.{each}"
            for each in (
                "attendances",
                "entry",
                "events",
                "follow_ups",
                "forms",
                "head_counts",
                "metadata",
                "people",
                "tags",
                "told_figures",
            )
        ),
        "a token in a header, which no form of a browser can send; no cookie opens anything there",
    ),
    **dict.fromkeys(
        (
            "confirm",
            "did",
            "host_back",
            "host_from",
            "keep",
            "me",
            "me_address",
            "me_open",
            "next_step",
            "not_me",
            "reply_to",
            "stop",
            "unsubscribe",
            "watched",
        ),
        SECRET,
    ),
}


def posts(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, address with "x" for what varies, blueprint) of every route that takes a POST."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "POST" in (rule.methods or ()):
                built = rule.build({**dict.fromkeys(rule.arguments, "x"), **ONE_OF}, append_unknown=False)
                assert built is not None
                found.append((rule.endpoint, built[1], rule.endpoint.rpartition(".")[0]))
    return found


def test_16_opening_any_page_changes_no_row(app: Flask) -> None:
    with app.app_context():
        browser, paths = open_desk(app)
        named = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
        before = everything()
        for path in {*paths, *named}:
            for method in ("GET", "HEAD"):
                assert browser.open(path, method=method).status_code < 500, path
        assert set(changed(before)) <= WRITTEN_BY_LOOKING


def test_16_no_form_of_the_team_is_taken_without_its_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        chief = invented.account("administrator")
    browser = browser_of(app, chief)
    del browser.environ_base["HTTP_X_CSRFTOKEN"]
    with app.app_context():
        before = everything()
    tried = 0
    for endpoint, path, blueprint in posts(app):
        if blueprint not in EXEMPT:
            for more in ({}, {"csrf_token": "x"}):
                answer = browser.post(path, data=more)
                assert answer.status_code == 400, endpoint
            tried += 1
    assert tried > 60
    with app.app_context():
        assert set(changed(before)) <= {"session"}


def test_16_the_exemptions_are_these_and_no_others(app: Flask) -> None:
    by_view = {name.rpartition(".")[0].rpartition(".")[2] for name in csrf._exempt_views}
    assert by_view | {name if isinstance(name, str) else name.name for name in csrf._exempt_blueprints} == {
        name.rpartition(".")[2] for name in EXEMPT
    }
    assert all(access.allowed(app, endpoint) == access.ANYONE for endpoint, _path, name in posts(app) if name in EXEMPT)


@pytest.mark.parametrize("name", EXEMPT)
def test_16_each_exemption_has_a_check_of_its_own(app: Flask, client: FlaskClient, name: str) -> None:
    with app.app_context():
        before = everything()
    for endpoint, path, blueprint in posts(app):
        if blueprint == name:
            said = client.post(path, data={"answer": "x", "screening": "home", "pass": "x", "token": "x"})
            # The one form at an address that anybody may know comes back filled; other programs lack their token.
            expected = (422,) if name == "host_form" else (403,) if endpoint.startswith("api.") else (404, 410)
            assert said.status_code in expected, (endpoint, said.status_code)
    with app.app_context():
        assert changed(before) == []


@pytest.mark.parametrize("path", ["/s/{code}", "/me/data/correct", "/host/"])
def test_16_where_no_address_is_secret_a_form_of_another_site_is_refused(
    app: Flask, client: FlaskClient, path: str
) -> None:
    from tests import world
    from tracker.screenings import code as codes
    from tracker.web.frame import form_tokens

    with app.app_context():
        code, token = codes.code_of(screening_id=world.one_screening().id), form_tokens.fresh("signup")
        before = everything()
    sent = {"token": token, "consent": "yes", "email": "heron@example.org"}
    for origin in ("https://elsewhere.example", "null"):
        assert client.post(path.format(code=code), data=sent, headers={"Origin": origin}).status_code == 403
    with app.app_context():
        assert changed(before) == []
    forged: Callable[[str], int] = lambda what: client.post(f"/s/{code}", data={**sent, "token": what}).status_code  # noqa: E731
    assert [forged(what) for what in ("", "x", token[:-1] + "g", token.upper())] == [422] * 4
