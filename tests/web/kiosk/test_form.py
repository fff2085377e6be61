"""The page on the tablet, without a browser: what it loads, what it says of itself, and when it is there."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.lobby import Lobby
from tracker.allies.consent import Wording
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases import give_kiosk
from tracker.words import LANGUAGES, speaking


@pytest.fixture
def lobby(app: Flask) -> Iterator[Lobby]:
    with app.app_context():
        yield Lobby(app)


def test_the_page_is_the_same_whenever_it_is_asked_for_and_by_whomever(lobby: Lobby) -> None:
    first = lobby.client.get(lobby.path)
    again = lobby.client.get(f"{lobby.path}?lang=es", headers={"Accept-Language": "ko"})
    assert first.status_code == 200 and first.data == again.data
    assert 'lang="en"' in first.text.partition("<head>")[0] and first.text.count("<template lang=") == len(LANGUAGES)
    assert first.headers["X-Robots-Tag"] == "noindex, nofollow" and first.headers["Cache-Control"] == "no-store"
    assert first.headers["Referrer-Policy"] == "no-referrer" and "Set-Cookie" not in first.headers


def test_each_form_names_the_words_about_contact_that_stand_in_it(lobby: Lobby) -> None:
    page = lobby.client.get(lobby.path).text
    for language in LANGUAGES:
        part = page.partition(f'<template lang="{language}">')[2].partition("</template>")[0]
        words = db.session.get_one(Wording, re.findall(r'data-wording="(\w+)"', part)[0])
        assert words.language == language and all(each.split(" <")[0] in part for each in words.text.split(" / "))
    with transaction():
        settings.put("organisation", "Another name")
    assert re.findall(r'data-wording="(\w+)"', lobby.client.get(lobby.path).text)[0] != lobby.wordings["en"]


def test_no_browser_is_invited_to_remember_what_is_typed(lobby: Lobby) -> None:
    page = lobby.client.get(lobby.path).text
    fields = re.findall(r"<input\b[^>]*>", page)
    assert len(fields) > 20 and all('autocomplete="off"' in each for each in fields)
    named = {each for field in fields for each in re.findall(r' name="([^"]+)"', field)}
    assert named == {f"f{n}" for n in range(1, 7)}, (
        "browsers know a name, an e-mail and a phone by what fields are called"
    )
    assert not re.findall(r'type="(email|tel)"', page) and "<form" not in page.partition("<template")[0]


def test_without_a_script_it_says_what_to_do_instead(lobby: Lobby) -> None:
    page = lobby.client.get(lobby.path).text
    code = re.findall(r"<noscript>.*?href=\"(/s/[^?\"]+)", page, re.DOTALL)[0]
    signup = lobby.client.get(code).text
    assert "paper sheets" in page and signup.count('autocomplete="off"') >= 4, "its code is that of a shared device"


def test_the_worker_keeps_all_that_the_page_loads_and_its_scope_is_this_kiosk(lobby: Lobby) -> None:
    page, worker = lobby.client.get(lobby.path).text, lobby.client.get(f"{lobby.path}/worker.js")
    assert worker.mimetype == "text/javascript" and worker.headers["Service-Worker-Allowed"] == lobby.path
    told = json.loads(re.findall(r"const KIOSK = (.*);\n", worker.text)[0])
    loaded = set(re.findall(r'<(?:link|script)\b[^>]*?(?:href|src)="([^"]+)"', page)) - {"/static/kiosk/mark-192.png"}
    assert {lobby.path, *loaded} == set(told["kept"]) and told["waiting"] in told["kept"]
    for address in told["kept"]:
        with lobby.client.get(address) as found:
            assert found.status_code == 200, address
    policy = worker.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy and "manifest-src 'self'" in policy and "unsafe" not in policy


def test_the_worker_changes_when_the_page_does_and_only_then(lobby: Lobby) -> None:
    def version() -> str:
        return lobby.client.get(f"{lobby.path}/worker.js").text

    first = version()
    lobby.arrives()
    assert version() == first
    with transaction():
        settings.put("organisation", "Another name")
    assert version() != first


def test_it_can_be_installed(lobby: Lobby) -> None:
    answer = lobby.client.get(f"{lobby.path}/manifest.webmanifest")
    told = json.loads(answer.text)
    assert answer.mimetype == "application/manifest+json"
    assert told["start_url"] == told["scope"] == told["id"] == lobby.path and told["display"] == "standalone"
    assert "Beyond Utopia" in told["name"]
    for icon in told["icons"]:
        with lobby.client.get(icon["src"]) as picture:
            assert picture.mimetype == icon["type"]


def test_a_link_that_opens_nothing_says_so_and_no_more(lobby: Lobby) -> None:
    give_kiosk.withdraw_kiosk(lobby.kiosk_id, "0" * 16)
    pages = {
        path: lobby.client.get(path)
        for path in (lobby.path, f"{lobby.path}/worker.js", f"{lobby.path}/manifest.webmanifest", "/kiosk/x", f"{lobby.path[:-1]}")
    }  # fmt: skip
    assert {answer.status_code for answer in pages.values()} == {404}
    assert len({answer.text for answer in pages.values()}) == 1 and "Beyond" not in pages["/kiosk/x"].text


def test_it_stands_in_the_kiosks_own_language(lobby: Lobby) -> None:
    with transaction() as session:
        session.get_one(type(lobby.kiosk), lobby.kiosk_id).language = "es"
    page = lobby.client.get(lobby.path).text
    with speaking("es"):
        assert '<html lang="es">' in page and 'data-language="es"' in page
