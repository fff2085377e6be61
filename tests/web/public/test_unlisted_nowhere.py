"""What is unlisted or private, and guests whom nobody has cleared, stand on no public page and in no file: all of them are read."""

import re

import pytest
from flask import Flask

from tests.coming_evenings import SECRET, UNLISTED_TOWN, secret_days
from tests.public_scene import on_stage
from tests.public_visitor import Visitor
from tests.shown import Shown
from tracker.screenings.screening import Screening
from tracker.store.db import db

FILES = (
    "/calendar.ics",
    "/sitemap.xml",
    "/robots.txt",
    "/?page=2",
    "/?in=US-TX",
    "/?near=78610&within=250",
    "/?spoken=en",
    "/film/",
)
LISTED = "Alder Hall"
TO_COME = re.compile(r"(\d+) film screenings to come")


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # what a page says does not depend on the engine


def secrets_in(text: str) -> list[str]:
    return [words for words in (*SECRET, *secret_days()) if words in text]


def test_no_public_page_holds_a_word_of_them(shown: Shown) -> None:
    told = {name for (name, _language), answer in shown.pages.items() if LISTED in answer.body.decode()}
    assert {"whats-on", "screening", "film"} <= told, "what may be told is told"
    for (name, language), answer in shown.pages.items():
        text = answer.body.decode("utf-8")
        assert not secrets_in(text), (name, language)
        assert UNLISTED_TOWN not in text or name == "screening-unlisted", (name, language)
    assert UNLISTED_TOWN in shown.pages["screening-unlisted", "en"].body.decode()
    assert b"Wren Calloway" in shown.pages["screening", "en"].body, "whoever is cleared is named"


def test_no_file_feed_or_list_holds_one_either(app: Flask) -> None:
    with on_stage(app) as scene:
        hidden = [scene.ahead["unlisted"], scene.ahead["private"]]
        files = [*FILES, *(f"/screening/{id_}.ics" for id_ in scene.ahead.values()), f"/film/{scene.ahead['film']}"]
        for path in files:
            answer = Visitor(scene).get(path)
            assert not secrets_in(answer.text), path
            assert not [id_ for id_ in hidden if id_ in answer.text], path
            assert UNLISTED_TOWN not in answer.text, path
            assert "Wren Calloway" not in answer.text or not path.endswith(".ics"), "a copy cannot be taken back"
        counted = [TO_COME.findall(Visitor(scene).get("/").text)]
        for id_ in hidden:
            row = db.session.get_one(Screening, id_)
            row.status, row.cancelled_at = "cancelled", row.changed_at
        db.session.commit()
        counted.append(TO_COME.findall(Visitor(scene).get("/").text))
        assert counted[0] == counted[1] != [], "none of them is counted"


def test_a_word_of_them_would_be_seen(app: Flask) -> None:
    with on_stage(app) as scene:
        row = db.session.get_one(Screening, scene.ahead["private"])
        row.visibility = "listed"
        db.session.commit()
        assert "Shuttered Mill" in secrets_in(Visitor(scene).get("/").text)
