"""Old days of the trace go whole, an anchor stays, and what is left is verified from there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.tampering import deeds, say, tampering
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings, trace_break
from tracker.team.trace import Trace
from tracker.team.trace_anchor import TraceAnchor
from tracker.usecases.drop_old_trace import drop_old_trace, first_kept
from tracker.usecases.verify_trace import verify_trace

# Half past four in the morning of 2 March in New York.
START = datetime(2024, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def moved(app: Flask) -> Iterator[time_machine.Traveller]:
    """Two rows on each of four days; the trace is kept for 90."""
    with time_machine.travel(START, tick=False) as traveller, app.app_context():
        with transaction():
            settings.put("trace_days", "90")
        for day in range(4):
            traveller.move_to(START + timedelta(days=day))
            deeds(2)
        yield traveller


def days() -> list[date]:
    db.session.rollback()
    return [
        at.date()
        for at in db.session.scalars(select(Trace.at).where(Trace.deed == "contact revealed").order_by(Trace.number))
    ]


def test_whole_days_go_and_the_rest_is_verified_from_the_anchor(app: Flask, moved: time_machine.Traveller) -> None:
    folder = Path(app.config["INSTANCE_PATH"])
    verify_trace(folder)
    moved.move_to(START + timedelta(days=90))
    assert drop_old_trace() == 0, "the first day is 90 days ago, and is kept to its end"
    # An hour before midnight of the desk's clock it is the next day in UTC already.
    moved.move_to(datetime(2024, 6, 1, 3, 0, tzinfo=UTC))
    assert drop_old_trace() == 0
    moved.move_to(datetime(2024, 6, 1, 4, 0, tzinfo=UTC))
    assert first_kept() == date(2024, 3, 3)
    assert drop_old_trace() == 2 and drop_old_trace() == 0, "twice is once"
    assert days() == [date(2024, 3, day) for day in (3, 3, 4, 4, 5, 5)]
    anchor = db.session.query(TraceAnchor).one()
    assert (anchor.number, anchor.day) == (2, date(2024, 3, 3))
    told = db.session.query(Trace).order_by(Trace.number.desc()).first()
    assert (told.deed, told.detail) == ("trace dropped", "2 rows, before 2024-03-03")
    held = verify_trace(folder)
    assert (held.rows, held.first, held.end.number) == (7, 3, 9)
    moved.move_to(datetime(2024, 6, 3, 12, 0, tzinfo=UTC))
    assert drop_old_trace() == 4
    assert verify_trace(folder).first == 7


def test_when_everything_is_old_only_the_deed_of_dropping_is_left(app: Flask, moved: time_machine.Traveller) -> None:
    moved.move_to(START + timedelta(days=400))
    assert drop_old_trace() == 8
    assert [row.deed for row in db.session.query(Trace)] == ["trace dropped"]
    held = verify_trace(Path(app.config["INSTANCE_PATH"]))
    assert (held.rows, held.first) == (1, 9)


def test_behind_the_anchor_the_database_lets_go_of_nothing_and_a_made_up_anchor_is_found(
    app: Flask, moved: time_machine.Traveller
) -> None:
    folder = Path(app.config["INSTANCE_PATH"])
    moved.move_to(datetime(2024, 6, 1, 12, 0, tzinfo=UTC))
    drop_old_trace()
    with pytest.raises(DBAPIError, match="only added to"):
        say("DELETE FROM trace WHERE number <= 3")
    db.session.rollback()
    # Whoever moves the anchor on can delete, and is found.
    say("UPDATE trace_anchor SET number = 4, mac = (SELECT mac FROM trace WHERE number = 4)")
    say("DELETE FROM trace WHERE number <= 4")
    db.session.commit()
    with pytest.raises(trace_break.AnchorChanged):
        verify_trace(folder)
    with tampering():
        say("DELETE FROM trace_anchor")
    with pytest.raises(trace_break.RowsRemoved):
        verify_trace(folder)
