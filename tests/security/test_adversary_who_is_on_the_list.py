"""One who wants to know "is X on the list?": signup, link, unsubscribe and reset answer alike for known and unknown."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests import invented
from tests.public_links import one_letter_off
from tests.public_scene import on_stage
from tests.public_visitor import Visitor, hidden_in
from tracker.letters.occasion import CONFIRM, ME, NOT_ME, STOP
from tracker.team import account

KNOWN, UNKNOWN = "known@example.org", "other@example.org"


def alike(one: TestResponse, other: TestResponse) -> bool:
    """But for what is random in any two answers: passes, tokens, codes of the look."""

    def plain(answer: TestResponse) -> tuple[int, str, list[str]]:
        text = re.sub(r"[A-Za-z0-9_-]{20,}(\.[\w.-]+)?", "RANDOM", answer.text)
        headers = sorted(f"{name}: {re.sub(r'[A-Za-z0-9_-]{20,}', 'RANDOM', value)}" for name, value in answer.headers)
        return answer.status_code, text, headers

    return plain(one) == plain(other)


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_adversary_the_form_answers_alike_for_who_is_known_and_who_is_not(app: Flask, consent: str) -> None:
    with on_stage(app) as scene:
        visitor, door = Visitor(scene), f"/s/{scene.codes['room']}"
        visitor.sign_up(door, email=KNOWN)
        first, second = (visitor.sign_up(door, email=email, consent=consent) for email in (KNOWN, UNKNOWN))
        assert alike(first, second)
        assert alike(visitor.follow(first), visitor.follow(second))


@pytest.mark.parametrize("purpose", [STOP, ME, NOT_ME, CONFIRM])
def test_adversary_a_link_that_was_guessed_tells_nothing_of_whom_it_names(app: Flask, purpose: str) -> None:
    """The id of somebody who is there, and of nobody, with a mark that does not fit: the same page."""
    with on_stage(app) as scene:
        visitor = Visitor(scene)
        there, nobody = (one_letter_off(scene.sign(purpose, id_), 30) for id_ in (scene.known(), scene.nobody()))
        path = {STOP: "/stop/", ME: "/me/", NOT_ME: "/not-me/", CONFIRM: "/confirm/"}[purpose]
        assert alike(visitor.get(path + there), visitor.get(path + nobody))
        assert visitor.get(path + there).status_code == 404


def test_adversary_stopping_and_asking_for_a_link_answer_alike_when_nobody_is_behind_them(app: Flask) -> None:
    with on_stage(app) as scene:
        visitor = Visitor(scene)
        there, nobody = scene.known(), scene.nobody()
        own = [(ME, f"/me/{{}}/{deed}") for deed in ("stop", "link", "erase", "care")]
        for purpose, path in ((STOP, "/unsubscribe/{}"), *own):
            first, second = (visitor.post(path.format(scene.sign(purpose, id_))) for id_ in (there, nobody))
            assert alike(first, second), path


def test_adversary_a_reset_answers_alike_for_members_and_strangers(app: Flask) -> None:
    with app.app_context():
        invented.account("organizer")
        [member] = account.members()
        known = member.email
    client = app.test_client()
    pages = []
    for email in (known, UNKNOWN):
        page = client.get("/account/forgot")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        assert token and hidden_in(page) is not None
        pages.append(client.post("/account/forgot", data={"csrf_token": token[1], "email": email}))
    assert pages[0].status_code == 200 and alike(*pages)
