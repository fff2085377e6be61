"""The address to which a tablet sends: who is heard there, and that a flood is told to wait while a full evening is not."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.lobby import Lobby
from tracker.signups import kiosk_entries, kiosks
from tracker.store.transactions import transaction
from tracker.web.frame import floods
from tracker.web.kiosk import entries


@pytest.fixture
def lobby(app: Flask) -> Iterator[Lobby]:
    with app.app_context():
        yield Lobby(app)


def test_only_our_own_page_is_heard(lobby: Lobby) -> None:
    entry = lobby.sealed(lobby.written())
    for origin in ("https://elsewhere.example", "null"):
        assert lobby.send(entry, headers={"Origin": origin}).status_code == 403
    assert kiosk_entries.how_many(lobby.kiosk_id) == 0
    assert lobby.send(entry, headers={"Origin": "http://localhost"}).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"x"', b"null", b"\xff\x00", b"[" * 90_000, b'{"entries":' + b"[" * 90_000]
)
def test_what_is_no_object_is_no_message(lobby: Lobby, body: bytes) -> None:
    answer = lobby.client.post(f"{lobby.path}/entries", data=body, content_type="application/json")
    assert answer.status_code == 400


def test_what_cannot_be_told_apart_is_not_called_safe(lobby: Lobby) -> None:
    fine = lobby.sealed(lobby.written())
    odd: list[Any] = [
        None,
        7,
        "x",
        [],
        {},
        {"id": 7},
        {"id": "short"},
        {"id": "x" * 41},
        {"id": "x\x00" * 10},
        {"id": "../" * 8},
    ]
    assert lobby.send(*odd, fine).json == {"open": True, "safe": 1, "gone": 0, "taken": [fine["id"]]}
    shapeless: tuple[Any, ...] = (None, 7, {}, "x")
    for told in shapeless:
        answer = lobby.client.post(f"{lobby.path}/entries", json={"entries": told, "now": told})
        assert answer.json == {"open": True, "safe": 1, "gone": 0, "taken": []}


def test_more_than_goes_at_once_waits_for_the_next_time(lobby: Lobby) -> None:
    many = [{"id": f"{n:020}", "sealed": "x"} for n in range(entries.MOST_AT_ONCE + 3)]
    assert lobby.send(*many).json["taken"] == [each["id"] for each in many[: entries.MOST_AT_ONCE]]


def test_a_full_evening_behind_one_router_passes_and_a_flood_is_told_to_wait(lobby: Lobby) -> None:
    [limit] = [each for each in floods.LIMITS if "kiosk.entries.take" in each.endpoints]
    # Twenty tablets of a thousand entries each, and each of them heard of once a minute.
    assert limit.most >= 20 * (1_000 / 25 + 10)
    seen = floods.of(lobby.app)
    for _ in range(limit.most):
        seen.judge(limit, "127.0.0.1")
    answer = lobby.send(lobby.sealed(lobby.written()))
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert answer.json == {"open": True, "taken": []}
    with transaction():
        kiosks.withdraw(lobby.kiosk_id, None)
    assert lobby.send().json == {"open": False, "taken": []}, (
        "a crowd behind the same router does not keep that from it"
    )
    assert kiosk_entries.how_many(lobby.kiosk_id) == 0


def test_guessing_is_slowed_and_the_right_link_is_heard_all_the_same(lobby: Lobby) -> None:
    for _ in range(floods.GUESSED.most):
        assert lobby.client.post("/kiosk/x/entries", json={}).status_code == 404
    assert lobby.client.post("/kiosk/x/entries", json={}).status_code == 429
    assert lobby.send(lobby.sealed(lobby.written())).status_code == 200
