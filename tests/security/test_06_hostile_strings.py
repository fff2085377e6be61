"""ASVS 2.1.1, 2.2.1: whatever is sent to any field of a form for anyone, an answer comes, it reflects nothing and is bounded.

The signup form and the desk's forms have all of tests/hostile.py in tests/web/public/test_signup.py, tests/web/desk/test_every_form.py.
"""

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import String, select

from tests.public_links import LINKS
from tests.public_scene import Scene, on_stage
from tests.public_visitor import Visitor, hidden_in
from tests.web.desk.test_every_form import Forms, open_desk
from tracker.store.db import Base, db
from tracker.team.roles import Role
from tracker.usecases import invite
from tracker.web.frame import floods
from tracker.web.public.me_data import DEEDS

HOSTILE = [
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>', "{{7*7}}", "'; DROP TABLE ally; --", "a\r\nSet-Cookie: evil=1\r\n\r\n<b>",
    "a\x00b\x1b[2J\u202egnp.exe", "=1+1 ../../etc/passwd", "9" * 400, "À́̂̃̄" * 3_000,
]  # fmt: skip
RAW = ("<script>alert(1)", "<img src=x", "1\r\n\r\n<b>")
T = TypeVar("T")
LONG = "x" * 300_000


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    app.config["WTF_CSRF_ENABLED"] = False
    with on_stage(app) as built:
        yield built


def forms_at(visitor: Visitor, path: str) -> list[tuple[str, list[str]]]:
    reader = Forms(path)
    reader.feed(visitor.get(path).text)
    return reader.found


def one_each(app: Flask, found: dict[str, T]) -> dict[str, T]:
    """Of many addresses of one route (and deed) the first."""
    routes, kept = app.url_map.bind("localhost"), dict[object, tuple[str, T]]()
    for to, what in found.items():
        endpoint, values = routes.match(urlsplit(to).path, "POST")
        kept.setdefault((endpoint, values.get("deed"), values.get("answer")), (to, what))
    return dict(kept.values())


def forms(scene: Scene) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Where each form for anyone leads: its fields, and what it sends along hidden."""
    visitor, found = Visitor(scene), dict[str, tuple[list[str], dict[str, str]]]()
    for link in LINKS.values():
        token = link.token(scene)
        for to, names in forms_at(visitor, link.at(token)):
            found[to.partition("?")[0]] = ([*names, *link.sends], {})
        if link.again is not None:
            found.setdefault(link.pressed_at(token), (list(link.sends), {}))
    opened = visitor.post(f"/me/open/{scene.fresh(scene.known())}")
    for deed in DEEDS:
        found[f"/me/data/{deed}"] = (
            ["name", "call", "phone", "email", "language"],
            {"pass": hidden_in(opened)["pass"]},
        )
    join = invite.invite(Role.ORGANIZER, made_by_id=None)
    for path in (
        "/account/sign-in",
        "/account/forgot",
        "/account/second-factor",
        "/account/authenticator",
        join,
        "/account/join/x",
        "/account/reset/x",
    ):
        found[path] = (["name", "email", "password", "code", "next", "again"], {})
    return one_each(scene.app, found)


def test_06_no_form_for_anyone_breaks_or_reflects(scene: Scene) -> None:
    visitor, tried = Visitor(scene), 0
    for to, (names, hidden) in forms(scene).items():
        floods.forget(scene.app)  # or what is written would come back unread
        for words in HOSTILE:
            answer = visitor.post(to, **{**dict.fromkeys(names, words), **hidden})
            assert answer.status_code < 500, (to, words[:20])
            assert not any(raw in answer.text for raw in RAW), (to, words[:20])
            assert "evil" not in str(answer.headers), (to, words[:20])
            tried += 1
    assert tried > 150


def test_06_three_hundred_thousand_signs_are_too_many_for_any_form_of_anyones(scene: Scene) -> None:
    visitor = Visitor(scene)
    for to, (names, hidden) in forms(scene).items():
        if names:
            assert visitor.post(to, **{**hidden, names[0]: LONG}).status_code < 500, to
    assert too_long() == []


def test_06_three_hundred_thousand_signs_are_too_many_for_any_form_of_the_desk(app: Flask) -> None:
    with app.app_context():
        browser, paths = open_desk(app)
        everywhere = one_each(app, {to: names for path in paths for to, names in forms_at_desk(browser, path)})
        for to, names in sorted(everywhere.items(), key=lambda form: "/account" in form[0] or "/team" in form[0]):
            for name in [name for name in names if name != "csrf_token"][:1]:
                assert browser.post(to, data={name: LONG}).status_code < 500, (to, name)
        assert too_long() == []


def forms_at_desk(browser, path: str) -> list[tuple[str, list[str]]]:
    reader = Forms(path)
    reader.feed(browser.get(path).text)
    return [form for form in reader.found if "sign-out" not in form[0]]


def too_long() -> list[str]:
    """Columns with a length that hold more than that (SQLite itself would not mind)."""
    db.session.rollback()
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and column.type.length
        for value in db.session.scalars(select(column))
        if value is not None and len(value) > column.type.length
    ]
