"""Presses are numbers, and two at once are two."""

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import invented
from tests.engines import LOCKS
from tracker import clock
from tracker.appeals import counting
from tracker.appeals.click import Click
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.count_press import count_press


@pytest.fixture(autouse=True)
def inside(app: Flask):
    with app.app_context():
        yield app


def numbers() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(row.place, row.number) for row in db.session.scalars(select(Click).order_by(Click.place))]


def test_presses_add_up_by_day_and_place_and_hold_nothing_else() -> None:
    campaign, _host = invented.campaign(), invented.interest()
    invented.interest("give", "Give money")
    for place in ("thanks", "thanks", "letter"):
        count_press("host", campaign, place)
    assert numbers() == [("letter", 1), ("thanks", 2)]
    assert {column.name for column in Click.__table__.columns} == {
        "id", "interest_id", "campaign_id", "day", "place", "number",
    }  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        ("none", None, "thanks"),
        ("host", "0" * 16, "thanks"),
        ("host", "\x00", "thanks"),
        ("host", None, "elsewhere"),
    ],
)
def test_what_is_not_there_is_not_counted(told: tuple[str, str | None, str]) -> None:
    campaign, _host = invented.campaign(), invented.interest()
    key, where, place = told
    count_press(key, where if where is not None else campaign, place)
    assert numbers() == []


def test_the_desk_sees_thirty_days_of_its_own_campaigns() -> None:
    mine, other, host = invented.campaign(name="Mine"), invented.campaign(name="Other"), invented.interest()
    today = clock.now().date()
    with transaction():
        for campaign in (mine, other):
            counting.add(host, campaign, "thanks", today, 3)
            counting.add(host, campaign, "letter", today - timedelta(days=29))
            counting.add(host, campaign, "thanks", today - timedelta(days=30), 100)
    assert counting.lately([mine]) == {host: [("Mine", Counter(thanks=3, letter=1))]}
    assert [name for name, _places in counting.lately()[host]] == ["Mine", "Other"]
    assert counting.lately([]) == {}


def carelessly(interest_id: str, campaign_id: str, place: str, day: date, presses: int = 1) -> None:
    """As one would without the statement that adds: look, then write."""
    here = select(Click).where(Click.interest_id == interest_id, Click.day == day)
    row = db.session.scalars(here).one()
    ALL_HAVE_LOOKED.wait(2)
    row.number += presses


ALL_HAVE_LOOKED = threading.Barrier(2)


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_of_two_at_once_none_is_lost(app: Flask, monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    campaign, host = invented.campaign(), invented.interest()
    with transaction():
        counting.add(host, campaign, "thanks", clock.now().date())
    if not locked:
        ALL_HAVE_LOOKED.reset()
        monkeypatch.setattr(counting, "add", carelessly)

    def press() -> None:
        with app.app_context():
            for _ in range(10 if locked else 1):
                count_press("host", campaign, "thanks")

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers() == [("thanks", 21 if locked else 2)], "careless: two presses, and one was lost"
