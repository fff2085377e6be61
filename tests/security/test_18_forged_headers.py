"""ASVS 4.1.3, 15.3.4: what a client says of itself and of its way changes no page, no link and no limit."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.engines import build, close
from tests.letters_world import BASE_URL, World
from tests.letters_world import world as world  # noqa: PLC0414 (the fixture)
from tests.public_links import LINKS
from tests.public_scene import on_stage
from tracker.web.frame import floods, proxies
from tracker.web.frame.floods import ANY_FORM, Judged

EVIL = "evil.example"
FORGED = [
    {"Host": EVIL},
    {"Host": f"{EVIL}:80:80"},
    {"Host": "[::1"},
    {"X-Forwarded-Host": EVIL},
    {
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "9",
        "X-Forwarded-Prefix": "/evil",
    },
    {"Forwarded": f"for=203.0.113.7;host={EVIL};proto=https"},
    {"X-Original-URL": "/desk/", "X-Rewrite-URL": "/desk/", "X-HTTP-Method-Override": "DELETE"},
]
PATHS = ("/", "/privacy", "/desk/", "/desk/allies", "/account/sign-in", "/static", "/nothing", "/stop/x", "/healthz")


@pytest.mark.parametrize("forged", FORGED, ids=range(len(FORGED)))
def test_18_forged_headers_change_no_answer(app: Flask, forged: dict[str, str]) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for path in PATHS:
        plain, other = (app.test_client().get(path, headers=headers) for headers in ({}, forged))
        assert other.status_code in (plain.status_code, 400, 421), path
        assert EVIL not in other.text and "203.0.113.7" not in other.text
        assert EVIL not in str(other.headers), path
        if other.status_code == plain.status_code:
            assert other.headers.get("Location") == plain.headers.get("Location"), path


def test_18_a_way_on_names_no_host(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/desk/allies", headers={"Host": EVIL})
    assert answer.location.startswith("/")


def test_18_links_in_letters_are_made_from_base_url(world: World) -> None:
    token = LINKS["me"].token
    with on_stage(world.app) as scene:
        world.app.test_client().post(f"/me/{token(scene)}/link", headers={"Host": EVIL, "X-Forwarded-Host": EVIL})
        scene.write()
        words = json.dumps([letter.words for letter in scene.letters()], default=str)
    assert EVIL not in words and BASE_URL in words


def test_18_twenty_posts_with_changing_forwarded_addresses_are_twenty_from_one(app: Flask) -> None:
    seen = app.extensions["houselights_floods"]
    for _ in range(ANY_FORM.most - 10):
        seen.judge(ANY_FORM, "127.0.0.1")
    answers = [
        app.test_client().post("/stop/x", headers={"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}"})
        for n in range(20)
    ]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429] * 10


def test_18_behind_a_proxy_that_is_named_each_address_counts_for_itself(engine_url: str, instance) -> None:
    app = build(engine_url, instance, TRUSTED_PROXIES=["127.0.0.0/8"])
    seen = app.extensions["houselights_floods"]
    for _ in range(ANY_FORM.most):
        seen.judge(ANY_FORM, "203.0.113.1")
    come = {
        n: app.test_client().post("/stop/x", headers={"X-Forwarded-For": f"198.51.100.9, 203.0.113.{n}"}).status_code
        for n in (1, 2)
    }
    assert come == {1: 429, 2: 404}, "the last address is the proxy's word; those before it are anybody's"
    assert seen.judge(floods.SIGNUP, "198.51.100.9") is Judged.WELL
    close(app)


def test_18_a_house_behind_a_proxy_that_nobody_named_says_so_once_and_without_the_address(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    app.wsgi_app.warned = False
    for n in range(3):
        app.test_client().get("/healthz", headers={"X-Forwarded-For": f"203.0.113.{n}"})
    proxies.say_if_untold("https://houselights.example", [])
    proxies.say_if_untold("https://houselights.example", ["127.0.0.1"])
    proxies.say_if_untold("http://localhost:8000", [])
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "TRUSTED_PROXIES" in line]
    assert [line["level"] for line in told] == ["warning"] * 2
    assert "203.0.113" not in str(told)
