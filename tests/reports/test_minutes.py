"""The evening minute by minute: who signed up in the room, by the clock of the place, and where the film ended."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests import invented, world
from tracker.reports import minutes
from tracker.reports.minutes import Evening
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction

STARTS = datetime(2023, 10, 24, 0, 0, tzinfo=UTC)  # 7:00 pm in Austin
ENDS = STARTS + timedelta(minutes=115)


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # minutes are counted here, not by the database


def test_only_those_who_stood_there_count_by_the_clock_of_their_device(app: Flask) -> None:
    with app.app_context():
        here = world.one_screening(starts_at=STARTS)
        after = [timedelta(minutes=n) for n in (116, 117, 117, 118, 130)]
        late = [
            ("sheet", ENDS, None),
            ("screen", ENDS + timedelta(days=2), None),
            ("kiosk", ENDS + timedelta(days=2), ENDS),
        ]
        signups = [("screen", STARTS + each, None) for each in after] + late
        rows = [
            Signup(ally_id=invented.ally(), screening_id=here.id, submission=new_id(), source=source, at=at, device_at=device)
            for source, at, device in signups
        ]  # fmt: skip
        with transaction() as session:
            session.add_all(rows)
            session.get_one(Film, here.film_id).running_minutes = 115
        film = db.session.get_one(Film, here.film_id)
        found = minutes.evening_of(here, film)
        assert found is not None and found.signups == [ENDS, *(STARTS + each for each in after)]
        assert found.ended == ENDS
        assert minutes.evening_of(Screening(starts_at=None), film) is None


def test_each_few_minutes_are_a_column_and_the_end_of_the_film_is_marked() -> None:
    drawn = minutes.drawn(Evening([ENDS + timedelta(minutes=n) for n in (1, 1, 2, 9, 20)], ENDS), "America/Chicago")
    [lane] = drawn.lanes
    assert drawn.table.rows == (("8:56 pm", "3"), ("9:04 pm", "1"), ("9:14 pm", "1"))
    assert (
        lane.words
        == "Signups in the room: 5. The film ended at about 8:55 pm, at the dotted line. Most, 3: from 8:56 pm."
    )
    assert len(lane.lines) == 1 and drawn.ticks[0] == "8:52 pm" and drawn.ticks[-1] == "9:16 pm"
    later = minutes.drawn(Evening([ENDS + timedelta(minutes=90 + n) for n in range(5)], ENDS), "America/Chicago")
    assert not later.lanes[0].lines and "dotted" not in later.lanes[0].words


def test_a_long_evening_has_broader_steps_and_no_more_columns_than_can_be_seen() -> None:
    for hours in (1, 3, 7):
        spread = [STARTS + timedelta(minutes=n) for n in range(0, 60 * hours, 3)]
        drawn = minutes.drawn(Evening(spread, None), "America/Chicago")
        assert len(drawn.lanes[0].pieces) <= minutes.MOST + 3
        assert sum(int(row[1]) for row in drawn.table.rows) == len(spread)
