"""ASVS 14.2.3: no other host is ever asked, by a real browser on the pages for supporters and at the desk."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.answering import at_its_address
from tests.public_scene import Scene, on_stage
from tests.public_visitor import Visitor
from tests.web.desk.test_every_form import open_desk
from tracker.store.db import db

pytestmark = pytest.mark.browser


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address at which this process answers."""
    with at_its_address(app) as address:
        yield address


def asked_for(context: Any, base: str, paths: list[str]) -> set[str]:
    """Who was asked while a browser opened the pages. The context fails at its end, too, if it was anybody else."""
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page = context.new_page()
    for path in paths:
        answer = page.goto(base + path, wait_until="load")
        assert answer.status in (200, 404), path
    return asked


def test_17_the_pages_for_supporters_ask_this_house_alone(app: Flask, base: str, new_context: Any) -> None:
    with on_stage(app) as scene:
        paths = _public(scene)
        db.session.remove()
        assert asked_for(new_context(), base, paths) == {urlsplit(base).netloc}


def test_17_the_desk_asks_this_house_alone(app: Flask, base: str, new_context: Any) -> None:
    with app.app_context():
        member, paths = open_desk(app)
        db.session.remove()
    cookie = member.get_cookie(app.config["SESSION_COOKIE_NAME"])
    context = new_context()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
    assert asked_for(context, base, [path for path in paths if path.startswith("/desk")][::2]) == {
        urlsplit(base).netloc
    }


def _public(scene: Scene) -> list[str]:
    visitor = Visitor(scene)
    forms = [f"/s/{scene.codes['room']}", f"/c/{scene.codes['campaign']}"]
    signed = [f"/{purpose}/{scene.sign(purpose, scene.known())}" for purpose in ("me", "stop", "confirm")]
    thanks = visitor.thanks_address(forms[0], interests=["host"])
    return ["/", "/privacy", "/accessibility", "/account/sign-in", "/nothing/here", *forms, thanks, *signed]
