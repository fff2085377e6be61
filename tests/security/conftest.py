"""Every answer the house gives, asked for once: what its headers and pages must hold is looked up there."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import run
from tests.engines import BOTH
from tests.shown import Shown, house
from tests.web.desk.test_every_form import open_desk
from tracker.web.frame import access, floods

BASE_URL = "https://houselights.example"
# Where an address takes one of a few words alone.
SELDOM = ("HEAD", "OPTIONS", "PUT")
ONE_OF = {"ending": "css", "use": "sign-in", "way": "call"}


@dataclass(frozen=True)
class Said:
    """One answer. `rule`: "" where there is no route."""

    asked: str
    rule: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass
class Walk:
    """`open` asks and remembers."""

    app: Flask
    said: list[Said] = field(default_factory=list)

    def open(self, browser: FlaskClient, path: str, method: str = "GET", rule: str = "", **more: Any) -> Said:
        answer = browser.open(path, method=method, **more)
        one = Said(f"{method} {path}", rule, answer.status_code, dict(answer.headers), answer.get_data())
        answer.close()
        self.said.append(one)
        return one


@pytest.fixture(scope="session")
def walked(shown: Shown) -> list[Said]:
    """Walked by whichever process of the run comes first."""
    found: list[Said] = pickle.loads(run.once("walked", lambda kept: _walk(kept, shown)).read_bytes())  # noqa: S301 (this run wrote it)
    return found


def _walk(kept: Path, shown: Shown) -> None:
    """Every route by several methods, as nobody; every page of the desk, and what goes wrong. Under https."""
    folder = kept.with_suffix(".house")
    folder.mkdir(mode=0o700)
    with house(folder) as app:
        app.config["BASE_URL"] = BASE_URL
        _add_a_broken_page(app)
        walk = Walk(app)
        with app.app_context():
            browser, paths = open_desk(app)
            for path in paths:
                walk.open(browser, path, rule="desk")
            walk.open(browser, "/account/sign-out", "POST", rule="sign-out")
        _as_nobody(walk)
        _what_goes_wrong(walk)
    pages = [
        Said(f"GET {name} ({language})", "", page.status, page.headers, b"")
        for (name, language), page in shown.pages.items()
    ]
    # Those were asked for at a house without https.
    walk.said += [
        Said(s.asked, s.rule, s.status, {**s.headers, "Strict-Transport-Security": "max-age=31536000"}, b"")
        for s in pages
    ]
    kept.write_bytes(pickle.dumps(walk.said))


def _as_nobody(walk: Walk) -> None:
    browser = walk.app.test_client()
    for number, rule in enumerate(walk.app.url_map.iter_rules()):
        if rule.rule == "/broken":
            continue
        with walk.app.test_request_context():
            path = rule.build(
                {**dict.fromkeys(rule.arguments, "x"), **(rule.defaults or {}), **ONE_OF}, append_unknown=False
            )
        assert path is not None
        # What follows from the other two is asked for in turn: a HEAD is a GET, and no route answers the rest by itself.
        for method in ("GET", "POST", SELDOM[number % len(SELDOM)]):
            walk.open(browser, path[1], method, rule=rule.rule)
    look: Callable[..., str] = walk.app.jinja_env.globals["look"]  # type: ignore[assignment]
    with walk.app.app_context():
        pieces = look("public"), look("signup", "js"), look("mark", "svg")
    for address in (*pieces, "/static/look/base.css", "/static/parts/keys.js"):
        first = walk.open(browser, address)
        assert first.status == 200, address
        if etag := first.headers.get("ETag"):
            assert walk.open(browser, address, headers={"If-None-Match": etag}).status == 304


def _what_goes_wrong(walk: Walk) -> None:
    browser = walk.app.test_client()
    assert walk.open(browser, "/nothing/here").status == 404
    assert walk.open(browser, "/desk/allies", rule="").status in (303, 308)
    assert walk.open(browser, "/broken").status == 500
    assert walk.open(browser, "/account/sign-in", "POST", data={"email": "a"}).status == 400
    assert walk.open(browser, "/account/forgot", "POST", data={"email": "x" * 1_100_000}).status == 413
    for _ in range(floods.ANY_FORM.most):
        walk.app.extensions["houselights_floods"].judge(floods.ANY_FORM, "127.0.0.1")
    assert walk.open(browser, "/confirm/x", "POST", data={"a": "b"}).status == 429


def _add_a_broken_page(app: Flask) -> None:
    @access.for_anyone
    def broken() -> str:
        raise RuntimeError("Zephyrine Quillfeather zephyrine@example.org")

    app.add_url_rule("/broken", view_func=broken)


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """Where the engine matters a test says so: `@on_both`, or a race by LOCKS."""
    return str(getattr(request, "param", "sqlite"))


on_both = pytest.mark.parametrize("engine_name", BOTH, indirect=True)
