"""Every address that holds a secret: opening it changes nothing, pressing twice is once, one letter off is refused."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from tests.public_links import LINKS, PASSES, Link, one_letter_off
from tests.public_scene import Scene, on_stage
from tests.public_visitor import Visitor
from tracker import clock
from tracker.letters.occasion import ASKS
from tracker.store import links
from tracker.store.db import Base, db
from tracker.words import LANGUAGES

ALL = [pytest.param(link, id=name) for name, link in LINKS.items()]
PRESSED = [pytest.param(link, id=name) for name, link in LINKS.items() if link.again is not None]
APART = 5


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    """With a letter on its way to somebody, beside whoever the links are of. All at one moment: each press is a sign of
    life, whose time is kept.
    """
    with time_machine.travel(clock.now(), tick=False), on_stage(app) as built:
        built.add()
        built.write()
        yield built


def everything() -> dict[str, list[str]]:
    """Every row of every table, as it stands there."""
    db.session.rollback()
    # By the driver itself: a hundred tables, some hundreds of times.
    cursor = db.session.connection().connection.cursor()
    return {
        name: sorted(map(repr, cursor.execute(f'SELECT * FROM "{name}"').fetchall())) for name in Base.metadata.tables
    }


def changed(before: dict[str, list[str]]) -> list[str]:
    """The tables that do not hold what they held."""
    return [name for name, rows in everything().items() if rows != before[name]]


def is_discreet(answer: TestResponse, referrer: str = "no-referrer") -> bool:
    """Kept by nobody, told to nobody, and without a cookie."""
    told = answer.headers
    return (told["Referrer-Policy"], told["Cache-Control"], "Set-Cookie" in told) == (referrer, "no-store", False)


def refuses(answer: TestResponse) -> bool:
    """In words, with a heading and a way on."""
    return answer.status_code in (404, 410) and "<h1" in answer.text and "<a href" in answer.text


def test_opening_it_changes_nothing_and_tells_nobody(scene: Scene) -> None:
    for name, link in LINKS.items():
        address = link.at(link.token(scene))
        before = everything()
        for language in LANGUAGES:
            for method in ("GET", "HEAD"):
                answer = Visitor(scene, language).get(address, method)
                assert answer.status_code == 200 and is_discreet(answer), (name, language, method)
        assert changed(before) == [], name


def test_other_methods_do_nothing(scene: Scene) -> None:
    for name, link in LINKS.items():
        address = link.pressed_at(link.token(scene))
        before = everything()
        for method in ("PUT", "PATCH", "DELETE", *(["POST"] if link.again is None else [])):
            assert Visitor(scene).get(address, method).status_code == 405, name
        assert changed(before) == [], name


@pytest.mark.parametrize("link", PRESSED)
def test_pressed_twice_is_pressed_once_and_says_so(scene: Scene, link: Link) -> None:
    visitor, token = Visitor(scene), link.token(scene)
    untouched = everything()
    first = link.press(visitor, token)
    assert first.status_code == 200 and is_discreet(first, link.referrer)
    assert changed(untouched), "the first press does something"
    before = everything()
    again = link.press(visitor, token)
    assert again.status_code == link.again_status and is_discreet(again)
    assert str(link.again) in again.text
    assert changed(before) == []
    assert visitor.get(link.at(token)).status_code in (200, 410), "and the page can be opened after that"
    assert changed(before) == []


@pytest.mark.parametrize("link", ALL)
def test_a_link_with_one_letter_changed_is_refused_in_words_and_changes_nothing(scene: Scene, link: Link) -> None:
    visitor, token = Visitor(scene), link.token(scene)
    sends = {**visitor.hidden(link.at(token)), **link.sends}
    # Every letter is changed in some link, the first and the last in each: all in all would be four thousand pages.
    mine = list(LINKS.values()).index(link) % APART
    places = {0, *range(mine, len(token), APART), len(token) - 1}
    wrong = [one_letter_off(token, place) for place in sorted(places)]
    before = everything()
    for each in [*wrong, token[:-1], f"{token}0", token.upper(), "x", "%00"]:
        if not link.to:  # else it is the page of another link
            assert refuses(visitor.get(link.at(each))), each
        if link.again is not None:
            answer = visitor.post(link.pressed_at(each), **sends)
            assert refuses(answer) and is_discreet(answer), each
    assert changed(before) == []


def test_a_link_for_one_thing_does_not_open_another(scene: Scene) -> None:
    visitor = Visitor(scene)
    tokens = {link.purpose: link.token(scene) for link in LINKS.values()}
    before = everything()
    for name, link in LINKS.items():
        for token in (token for purpose, token in tokens.items() if purpose != link.purpose):
            if not link.to:
                assert refuses(visitor.get(link.at(token))), name
            if link.again is not None:
                assert refuses(visitor.post(link.pressed_at(token), **link.sends)), name
    assert changed(before) == []


def test_links_of_people_who_are_gone_are_no_broken_page(scene: Scene) -> None:
    """A letter outlives its data: the token is good, and nobody is behind it."""
    visitor, before = Visitor(scene), everything()
    for name, link in LINKS.items():
        if link.purpose in PASSES:
            continue
        token = links.sign(link.purpose, scene.nobody())
        answers = [visitor.get(link.at(token))]
        if link.again is not None and link.purpose != ASKS:  # who asks to host is heard, whoever it is
            answers.append(visitor.post(link.pressed_at(token), **link.sends))
        for answer in answers:
            assert answer.status_code in (200, 404, 410) and is_discreet(answer), name
    assert changed(before) == []
