"""The credits roll: fifty phones at once, two servers, one database."""

import html
import http.client
import re
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import world
from tests.server import Server
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db

THREADS, PEOPLE, SAME = 50, 200, 50


def sign_up(port: int, code: str, phone: int, name: str, email: str) -> int:
    """One phone: opens the page, fills it in, sends it. The status of the answer.

    Each is in its own network: how many may come in how many seconds from one is told in test_flood.py.
    """
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("GET", f"/s/{code}")
    token = re.search(r'name="token" value="([^"]+)"', line.getresponse().read().decode())
    assert token
    said = {
        "token": html.unescape(token[1]),
        "name": name,
        "email": email,
        "consent": "yes",
        "interests": "host",
        "lang": "en",
    }
    told = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"203.0.113.{phone}"}
    line.request("POST", f"/s/{code}", urlencode(said), told)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


@pytest.mark.long
def test_two_hundred_people_and_one_fifty_times_are_201_allies_and_every_follow_up_once(
    app: Flask, engine_url: str, instance: Path, start_server: Callable[..., Server]
) -> None:
    with app.app_context():
        here = world.one_screening()
        code = str(codes.code_of(screening_id=here.id))
        db.session.remove()
    shared = {"DATABASE_URL": engine_url, "INSTANCE_PATH": str(instance), "KEY_RING": str(instance / "key-ring.json")}
    shared["TRUSTED_PROXIES"] = "127.0.0.1"
    # Beside one of them a worker plans and hands out at the same time.
    ports = [start_server("--no-demo", **shared).port, start_server(alone=True, **shared).port]
    hands = [(f"Person {n}", f"person{n}@example.org") for n in range(PEOPLE)]
    for n in range(SAME):  # spread, so that they meet
        hands.insert(n * (PEOPLE // SAME), ("Min-ji Seo", "Minji+tag@example.org" if n % 2 else "minji@example.org"))
    statuses: list[int] = []
    waiting = iter(list(enumerate(hands)))
    turn = threading.Lock()

    def phone() -> None:
        while True:
            with turn:
                number, (name, email) = next(waiting, (0, ("", "")))
            if not name:
                return
            statuses.append(sign_up(ports[number % 2], code, number % THREADS, name, email))

    crowd = [threading.Thread(target=phone) for _ in range(THREADS)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert Counter(statuses) == {303: PEOPLE + SAME}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ally)) == PEOPLE + 1
        assert db.session.scalar(select(func.count()).select_from(Signup)) == PEOPLE + 1
        twice = select(FollowUp.ally_id).group_by(FollowUp.ally_id, FollowUp.step_id).having(func.count() > 1)
        assert db.session.scalars(twice).all() == []
        per_ally = select(func.count()).select_from(FollowUp).group_by(FollowUp.ally_id)
        assert set(db.session.scalars(per_ally)) == {5}, (
            "thanks, the reminder, a call, the invitation to give, a month later"
        )
