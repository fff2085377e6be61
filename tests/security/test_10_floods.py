"""ASVS 2.4.1: a cinema behind one router passes and notices nothing; a flood is turned back before the database hears of it."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from tests import world
from tracker import clock
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.web.frame import floods, form_tokens, look
from tracker.web.frame.floods import SIGNUP, Judged

HONEST, MINUTES = 400, 10


@pytest.fixture
def door(app: Flask) -> str:
    with app.app_context():
        return f"/s/{codes.code_of(screening_id=world.one_screening().id)}"


def form(app: Flask, number: int) -> dict[str, str]:
    """Of somebody who fills it in within a second: browsers do it for many."""
    with app.app_context():
        token = form_tokens.fresh("signup")
    return {"name": f"Guest {number}", "email": f"guest{number}@example.org", "consent": "yes", "token": token}


def test_10_four_hundred_from_one_address_within_ten_minutes_pass(app: Flask, door: str) -> None:
    """Every eighth is sent and written down; of the others only the gate hears, which is all that could stop anybody.
    `python -m benchmarks.flood` sends them all.
    """
    seen: floods.Floods = app.extensions["houselights_floods"]
    with time_machine.travel(clock.now(), tick=False) as moved:
        for number in range(HONEST):
            if number % 8 == 7:
                sent = form(app, number)
                answer = app.test_client().post(door, data=sent, environ_overrides={"REMOTE_ADDR": "203.0.113.5"})
                assert answer.status_code == 303, number
            else:
                assert seen.judge(SIGNUP, "203.0.113.5", door.rpartition("/")[2]) is Judged.WELL
            moved.shift(timedelta(minutes=MINUTES) / HONEST)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Signup)) == HONEST // 8


def test_10_several_cinemas_behind_one_carriers_address_pass(app: Flask) -> None:
    """Two thousand within ten minutes: past the free ones each is somebody who took three seconds, and none has to come back."""
    seen: floods.Floods = app.extensions["houselights_floods"]
    judged = []
    with time_machine.travel(clock.now(), tick=False) as moved:
        for _ in range(2_000):
            judged.append(seen.judge(SIGNUP, "203.0.113.5"))
            if judged[-1] is Judged.TWICE:
                seen.in_hand.release()
            moved.shift(timedelta(minutes=MINUTES) / 2_000)
    assert set(judged) == {Judged.WELL, Judged.TWICE}
    assert judged.index(Judged.TWICE) == SIGNUP.free


def test_10_of_a_flood_of_five_thousand_the_database_hears_next_to_nothing(app: Flask, door: str) -> None:
    seen: floods.Floods = app.extensions["houselights_floods"]
    for _ in range(SIGNUP.free):
        seen.judge(SIGNUP, "127.0.0.1")
    asked: list[str] = []
    with app.app_context():
        look.address("public")  # the colours of the house are known for a while
        event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_more: asked.append(statement))
    browser, status = app.test_client(), dict[int, int]()
    sent = form(app, 1)
    for number in range(5_000 - SIGNUP.free):
        if number < 400:
            answer = browser.post(door, data={**sent, "email": f"flood{number}@example.org"})
            status[answer.status_code] = status.get(answer.status_code, 0) + 1
        else:
            seen.judge(SIGNUP, "127.0.0.1")  # the same without the page, which takes a millisecond
    assert status == {429: 400}
    assert asked == []
    assert sum(crowd.held() for crowd in (*seen.lately.values(), seen.rooms, seen.just_now)) < 50
    # Meanwhile the desk, and a cinema elsewhere, are as they were.
    assert browser.get("/account/sign-in").status_code == 200
    elsewhere = browser.post(door, data=form(app, 2), environ_overrides={"REMOTE_ADDR": "203.0.113.6"})
    assert elsewhere.status_code == 303
