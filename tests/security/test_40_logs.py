"""ASVS 16.2.5, 16.4.1: all that a running house writes, after everybody sent it names, addresses and tokens and much broke."""

import http.client
import json
import re
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from tests import invented
from tests.disk import spellings
from tests.members import browser_of
from tests.public_links import LINKS
from tests.public_scene import on_stage
from tests.server import Server, wait_until
from tracker.store.db import db

NAME, EMAIL, PHONE, WORDS = (
    "Zephyrine Quillfeather",
    "zephyrine.quillfeather@example.org",
    "+15125550186",
    "lanterns of Obelisca",
)
ADDRESS, AGENT, PASSWORD = "203.0.113.77", "Marzipanka-Phone/9.1", "brunhildettas-secret-door"
FORGED = (
    'x\r\n{"time": "2026-01-01", "level": "info", "event": "signed in by hosterine"}\n127.0.0.1 - - "GET /hosterine"'
)
TOLD = {
    "name": NAME,
    "email": EMAIL,
    "phone": PHONE,
    "answer": WORDS,
    "near": WORDS,
    "screening": WORDS,
    "code": WORDS,
    "call": NAME,
}


def ask(server: Server, method: str, path: str, **headers: str) -> int:
    body = (
        urlencode({**TOLD, "password": PASSWORD, "note": FORGED, "reason": FORGED, "consent": "yes"})
        if method == "POST"
        else None
    )
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    told = {
        "X-Forwarded-For": ADDRESS,
        "X-Real-IP": ADDRESS,
        "User-Agent": AGENT,
        "Referer": f"http://x.example/{NAME.split(maxsplit=1)[0]}",
    }
    told |= {"Content-Type": "application/x-www-form-urlencoded", **headers}
    line.request(method, path, body, told)
    status = line.getresponse().status
    line.close()
    return status


def raw(server: Server, text: str) -> None:
    """What no client would send."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(text.encode("latin-1", "replace"))
        line.recv(1_000)


@pytest.fixture
def tokens(app: Flask) -> tuple[list[str], list[str], str]:
    """Addresses that people press, the secrets in them, and a member's cookie."""
    with on_stage(app) as scene:
        secrets = [link.token(scene) for link in LINKS.values()]
        paths = [link.pressed_at(token) for link, token in zip(LINKS.values(), secrets, strict=True)]
        cookie = browser_of(app, invented.account("administrator")).get_cookie(app.config["SESSION_COOKIE_NAME"])
        db.session.remove()
        assert cookie is not None
        return [f"/s/{scene.codes['room']}", *paths], [*secrets, cookie.value], f"{cookie.key}={cookie.value}"


@pytest.mark.long
def test_40_no_line_holds_a_person_a_secret_or_an_address_and_none_is_forged(
    app: Flask,
    tokens: tuple[list[str], list[str], str],
    engine_url: str,
    instance: Path,
    start_server: Callable[..., Server],
) -> None:
    paths, secrets, cookie = tokens
    server = start_server(DATABASE_URL=engine_url, INSTANCE_PATH=str(instance), LOG_LEVEL="DEBUG")
    doors = [
        "/account/sign-in",
        "/account/forgot",
        "/account/join/x",
        "/me/data/correct",
        "/desk/team/invite",
        f"/nothing/{quote(NAME)}",
    ]
    for path in [*paths, *doors]:
        for method in ("GET", "POST"):
            assert ask(server, method, f"{path}?email={quote(EMAIL)}&q={quote(FORGED)}") < 500
    for path in ("/desk/", f"/desk/allies/?where={quote(NAME)}", f"/desk/allies/{quote(FORGED)}"):
        ask(server, "GET", path, Cookie=cookie)
    raw(server, f"{NAME.split(maxsplit=1)[0].upper()} /s/{EMAIL} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    raw(server, f"GET /{EMAIL}\x00{FORGED} HTTP/9.9\r\nHost: {NAME}\r\n bad: header\r\n\r\n")
    raw(server, f"POST / HTTP/1.1\r\nContent-Length: {NAME}\r\nTransfer-Encoding: {EMAIL}\r\n\r\n")
    _break(instance)
    # In a language in which nobody has opened it: the other page is kept for a second, and a quick machine is here by then.
    signup = f"{paths[0]}?lang=es"
    assert ask(server, "GET", signup) == 500 and ask(server, "POST", signup) == 500
    assert ask(server, "GET", "/desk/allies/", Cookie=cookie) == 500
    wait_until(lambda: server.output().count('"broken"') >= 3, "the lines of what broke")
    assert server.stop() == 0
    _look(server, secrets)


def _break(instance: Path) -> None:
    with sqlite3.connect(instance / "house.db", timeout=30) as database:
        for table in ("signup", "consent", "code", "wording"):
            database.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")


def _look(server: Server, secrets: list[str]) -> None:
    said = server.output()
    for words in (*TOLD.values(), *NAME.split(), EMAIL.split("@", maxsplit=1)[0], ADDRESS, AGENT, PASSWORD, *secrets):
        found = [spelling for spelling in (*spellings(words), quote(words).encode()) if spelling in said.encode()]
        assert found == [], words
    assert "hosterine" not in said.lower() and "Traceback" not in said
    printed = [line for line in said.splitlines() if line.strip() and not line.startswith("{")]
    # What the commands say to who starts them stands outside of the log.
    assert all(
        line.startswith(("Houselights is open at", "Nobody has an account yet", "INFO  [alembic")) for line in printed
    ), printed
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert len(lines) > 60 and {line["event"] for line in lines} >= {"answered", "broken"}
    assert all({"time", "level", "event"} <= line.keys() for line in lines)
    assert not re.search(r"\b\d{1,3}(\.\d{1,3}){3}\b", "\n".join(map(json.dumps, lines))), "no address of a machine"
    [first, *_rest] = [line for line in lines if line["event"] == "broken"]
    assert first["rule"] == "/s/<code>" and first["where"] and first["reference"]
